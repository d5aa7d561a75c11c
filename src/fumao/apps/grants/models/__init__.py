"""What was screened and simulated: records that are never changed."""

from fumao.apps.grants.models.screening import ScreenedRule, Screening
from fumao.apps.grants.models.simulation import Simulation

__all__ = ["ScreenedRule", "Screening", "Simulation"]
