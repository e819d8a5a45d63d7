"""What a reply says: pure reading of messages, without any file, network or clock.

``body`` gives the new text alone, ``is_auto_reply`` and ``delivery_report`` tell machines from
people, ``read`` finds what the writer says about paying. Nothing here raises on any message.
"""

from collectwork.replies.automatic import AutoReply, is_auto_reply
from collectwork.replies.body import body
from collectwork.replies.delivery import Recipient, Report, delivery_report
from collectwork.replies.reading import read

__all__ = [
    "AutoReply",
    "Recipient",
    "Report",
    "body",
    "delivery_report",
    "is_auto_reply",
    "read",
]
