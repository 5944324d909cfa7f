"""The bundle: every function on one Chalice application.

Importing this module has no effect; `infra.manifest` reads the routers, `chalice` the app.
"""

from functions.auth.handler import router as auth
from functions.maintenance.handler import router as maintenance
from functions.suggestions.handler import router as suggestions
from functions.tasks.handler import router as tasks
from taskmanager.http.chalice import compose

routers = (auth, tasks, suggestions, maintenance)
app = compose(*routers)
