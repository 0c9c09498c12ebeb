from . import controllers, models, privacy, report, wizard
from .hooks import uninstall_hook
