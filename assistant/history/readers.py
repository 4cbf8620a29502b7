"""The history as each reader sees it: words and figures that are kept know of nothing else.

Readers from whom nothing is kept share one history. Only where something is do words and stops of
their own stand beside it.
"""

import threading
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from assistant.history.answer import History
from assistant.history.ask.vocabulary import Names
from assistant.plant.readers import PlantAsReadBy
from vectorstore.readers import Audience


class Histories:
    """One for each set of audiences that is kept from somebody. Safe to use from many threads."""

    def __init__(self, whole: PlantAsReadBy, most: PlantAsReadBy, zone: ZoneInfo) -> None:
        """Reads nothing yet.

        Args:
            whole: As those read it who may read everything of the site.
            most: As most people do: at hand before the first of them asks.
            zone: The site's.
        """
        self._whole, self._zone = whole, zone
        self._lock = threading.Lock()
        self._known: dict[Sequence[Audience], tuple[PlantAsReadBy, History]] = {}
        self._add(most)

    def of(self, plant: PlantAsReadBy) -> History:
        """What this reader may ask."""
        return self._add(plant if plant.hides else self._whole)

    def warm(self, names: Names = ()) -> None:
        """Reads words and stops ahead, for all who have asked and of whom it is not the same."""
        with self._lock:
            known = [one for one in self._known.values() if one[0] is not self._whole]
        for history in (self._add(self._whole), *(own for plant, own in known if plant.hides)):
            history.warm(names)

    def _add(self, plant: PlantAsReadBy) -> History:
        with self._lock:
            new = (plant, History(plant, self._zone))
            return self._known.setdefault(plant.hidden_audiences, new)[1]
