"""Exchange Online by Microsoft Graph: about ten endpoints, spoken by hand."""
