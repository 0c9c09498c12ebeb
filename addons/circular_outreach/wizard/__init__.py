from . import outreach_walk_in
