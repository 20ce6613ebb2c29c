"""The screens, one per file, in the order of the menu."""

from admin.views.agencies import Agencies
from admin.views.alike import AlikeReports
from admin.views.analytics import Analytics
from admin.views.answer import Answer
from admin.views.answer_acts import AnswerActs
from admin.views.answers import Answers
from admin.views.attachment import Attachment
from admin.views.audit_trail import AuditTrail
from admin.views.bulk import BulkScreen
from admin.views.channels import Channels
from admin.views.chats import Chats
from admin.views.dashboard import Dashboard
from admin.views.dead_letters import DeadLetters
from admin.views.deadlines import Deadlines
from admin.views.demand import Demand
from admin.views.feeds import Feeds
from admin.views.figure_conflicts import FigureConflicts
from admin.views.figure_imports import FigureImports
from admin.views.holidays import Holidays
from admin.views.imports import Imports
from admin.views.indicators import Indicators
from admin.views.intake import IntakeScreen
from admin.views.notices import Notices
from admin.views.office import OfficeScreen
from admin.views.packet import Packet
from admin.views.questions import Questions
from admin.views.queue import Queue
from admin.views.releases import Releases
from admin.views.reports import Reports
from admin.views.saved_views import SavedViews
from admin.views.service_points import ServicePoints
from admin.views.staff import People
from admin.views.staff_chat import StaffChatScreen
from admin.views.synonyms import Synonyms
from admin.views.ticket import Ticket
from admin.views.trial import TryOut

SCREENS = (
    Queue,
    SavedViews,
    BulkScreen,
    IntakeScreen,
    Notices,
    Ticket,
    Packet,
    Attachment,
    AlikeReports,
    Chats,
    Answers,
    Answer,
    AnswerActs,
    Imports,
    Questions,
    Dashboard,
    Reports,
    Analytics,
    TryOut,
    Synonyms,
    Demand,
    FigureImports,
    Feeds,
    FigureConflicts,
    Indicators,
    Releases,
    Agencies,
    People,
    StaffChatScreen,
    OfficeScreen,
    Holidays,
    Deadlines,
    ServicePoints,
    Channels,
    DeadLetters,
    AuditTrail,
)
