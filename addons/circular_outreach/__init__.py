from . import controllers, models, privacy, report, wizard
from .hooks import post_init_hook, uninstall_hook
