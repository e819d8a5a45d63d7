"""From a mailbox of the config to what its mails leave by; libraries load when they are used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collectwork.mail.exchange import ExchangeTransport
    from collectwork.mail.folder import FolderTransport
    from collectwork.mail.graph.transport import GraphTransport
    from collectwork.mail.smtp.transport import SmtpTransport


class Way(Protocol):
    """A mailbox of the config with the sections of all its servers."""

    @property
    def transport(self) -> str: ...
    @property
    def folder(self) -> str: ...
    @property
    def incoming(self) -> str: ...
    @property
    def exchange(self) -> Any: ...
    @property
    def graph(self) -> Any: ...
    @property
    def smtp(self) -> Any: ...
    @property
    def imap(self) -> Any: ...


def mailbox(
    way: Way, name: str, beside: Path, sender: str
) -> FolderTransport | ExchangeTransport | GraphTransport | SmtpTransport:
    """The transport of a mailbox. ``beside``: where folders are that the config does not name;
    ``sender``: whose mails leave by it. ConfigRefused or InputRefused say what lacks."""
    if way.transport == "exchange":
        from collectwork.mail.exchange import ExchangeTransport

        return ExchangeTransport(way.exchange)
    if way.transport == "graph":
        from collectwork.mail.graph.transport import GraphTransport

        return GraphTransport.opened(way.graph, name)
    if way.transport == "smtp":
        from collectwork.mail.smtp import opening

        return opening.mailbox(way.smtp, way.imap, sender, name)
    from collectwork.mail.folder import FolderTransport

    out = Path(way.folder or beside / "outgoing" / name).expanduser()
    return FolderTransport(out, Path(way.incoming or beside / "incoming" / name).expanduser())
