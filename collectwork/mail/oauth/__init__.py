"""Sign-in to Microsoft Entra: tokens are got by msal and kept encrypted on the disk."""
