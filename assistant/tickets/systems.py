"""Which adapter speaks to which system."""

from collections.abc import Callable, Mapping
from typing import Final

from assistant.tickets.atlas import Atlas
from assistant.tickets.connections import Connection, System
from assistant.tickets.glpi import Glpi
from assistant.tickets.jira import Jira
from assistant.tickets.odoo import Odoo
from assistant.tickets.osticket import OsTicket
from assistant.tickets.servicenow import ServiceNow
from assistant.tickets.system import TicketSystem
from assistant.tickets.zammad import Zammad
from assistant.webhooks.wire import Exchange

_ADAPTERS: Final[Mapping[System, Callable[[Connection, Exchange], TicketSystem]]] = {
    "zammad": Zammad,
    "glpi": Glpi,
    "jira": Jira,
    "servicenow": ServiceNow,
    "atlas": Atlas,
    "odoo": Odoo,
    "osticket": OsTicket,
}


def open_system(connection: Connection, exchange: Exchange) -> TicketSystem:
    """Nothing is asked yet; raises BadTickets where a key is missing that it needs."""
    return _ADAPTERS[connection.told.system](connection, exchange)
