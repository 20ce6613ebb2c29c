"""The screens, one per file, in the order of the menu."""

from admin.views.agencies import Agencies
from admin.views.answer import Answer
from admin.views.answers import Answers
from admin.views.attachment import Attachment
from admin.views.audit_trail import AuditTrail
from admin.views.channels import Channels
from admin.views.chats import Chats
from admin.views.dead_letters import DeadLetters
from admin.views.deadlines import Deadlines
from admin.views.demand import Demand
from admin.views.holidays import Holidays
from admin.views.office import OfficeScreen
from admin.views.questions import Questions
from admin.views.queue import Queue
from admin.views.staff import People
from admin.views.ticket import Ticket

SCREENS = (
    Queue,
    Ticket,
    Attachment,
    Chats,
    Answers,
    Answer,
    Questions,
    Demand,
    Agencies,
    People,
    OfficeScreen,
    Holidays,
    Deadlines,
    Channels,
    DeadLetters,
    AuditTrail,
)
