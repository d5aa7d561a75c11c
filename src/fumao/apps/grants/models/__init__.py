"""What was screened and simulated: records that are never changed; and screenings under way."""

from fumao.apps.grants.models.screening import ScreenedRule, Screening, ScreeningJob
from fumao.apps.grants.models.simulation import Simulation

__all__ = ["ScreenedRule", "Screening", "ScreeningJob", "Simulation"]
