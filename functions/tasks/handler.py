"""The tasks function: tasks, projects and the user, on Todoist API v1's wire."""

from taskmanager.domain.errors import (
    Conflict,
    Forbidden,
    LimitReached,
    NotFound,
    Unprocessable,
)
from taskmanager.domain.project import NewProject, Project, ProjectChanges
from taskmanager.domain.task import NewTask, Task, TaskChanges, TaskQuery
from taskmanager.domain.user import CurrentUser
from taskmanager.domain.values import ListQuery, Page, Scope
from taskmanager.http.chalice import lambda_handler
from taskmanager.http.request import QueryRequest, Request
from taskmanager.http.router import Router

router = Router("tasks")


@router.get(
    "/tasks",
    query=TaskQuery,
    returns=Page[Task],
    scope=Scope.DATA_READ,
    raises=(Unprocessable,),
)
def list_tasks(request: QueryRequest[TaskQuery]) -> Page[Task]:
    """List active tasks."""
    return request.services.tasks.list(request.caller, request.query)


@router.post(
    "/tasks",
    body=NewTask,
    returns=Task,
    scope=Scope.TASK_ADD,
    raises=(NotFound, Unprocessable),
)
def create_task(request: Request[NewTask]) -> Task:
    """Create a task."""
    return request.services.tasks.create(request.caller, request.body)


@router.get("/tasks/{task_id}", returns=Task, scope=Scope.DATA_READ)
def get_task(request: Request[None]) -> Task:
    """Get a task, active or completed."""
    return request.services.tasks.get(request.caller, request.path["task_id"])


@router.post(
    "/tasks/{task_id}",
    body=TaskChanges,
    returns=Task,
    scope=Scope.DATA_READ_WRITE,
    if_match=True,
    raises=(Unprocessable, Conflict),
)
def update_task(request: Request[TaskChanges]) -> Task:
    """Change a task, as Todoist's clients do."""
    return patch_task(request)


@router.patch(
    "/tasks/{task_id}",
    body=TaskChanges,
    returns=Task,
    scope=Scope.DATA_READ_WRITE,
    if_match=True,
    raises=(Unprocessable, Conflict),
)
def patch_task(request: Request[TaskChanges]) -> Task:
    """Change a task: an absent field stays as it is, null clears it.

    With `If-Match` the change is made only to the version that the caller saw; else the answer is
    412 with the task as it is now.
    """
    return request.services.tasks.update(
        request.caller, request.path["task_id"], request.body, request.if_match
    )


@router.delete("/tasks/{task_id}", scope=Scope.DATA_DELETE, if_match=True, raises=(Conflict,))
def delete_task(request: Request[None]) -> None:
    """Delete a task and its subtasks."""
    request.services.tasks.delete(request.caller, request.path["task_id"], request.if_match)


@router.post(
    "/tasks/{task_id}/close", scope=Scope.DATA_READ_WRITE, if_match=True, raises=(Conflict,)
)
def close_task(request: Request[None]) -> None:
    """Complete a task and its subtasks."""
    request.services.tasks.close(request.caller, request.path["task_id"], request.if_match)


@router.post(
    "/tasks/{task_id}/reopen", scope=Scope.DATA_READ_WRITE, if_match=True, raises=(Conflict,)
)
def reopen_task(request: Request[None]) -> None:
    """Make a completed task active again."""
    request.services.tasks.reopen(request.caller, request.path["task_id"], request.if_match)


@router.get(
    "/projects",
    query=ListQuery,
    returns=Page[Project],
    scope=Scope.DATA_READ,
    raises=(Unprocessable,),
)
def list_projects(request: QueryRequest[ListQuery]) -> Page[Project]:
    """List the projects in their order, the Inbox among them."""
    return request.services.projects.list(request.caller, request.query.cursor, request.query.limit)


@router.post(
    "/projects",
    body=NewProject,
    returns=Project,
    scope=Scope.DATA_READ_WRITE,
    raises=(NotFound, Forbidden, LimitReached),
)
def create_project(request: Request[NewProject]) -> Project:
    """Create a project."""
    return request.services.projects.create(request.caller, request.body)


@router.get("/projects/{project_id}", returns=Project, scope=Scope.DATA_READ)
def get_project(request: Request[None]) -> Project:
    """Get a project."""
    return request.services.projects.get(request.caller, request.path["project_id"])


@router.post(
    "/projects/{project_id}",
    body=ProjectChanges,
    returns=Project,
    scope=Scope.DATA_READ_WRITE,
    if_match=True,
    raises=(Forbidden, Conflict),
)
def update_project(request: Request[ProjectChanges]) -> Project:
    """Change a project.

    The Inbox keeps its name.
    """
    return request.services.projects.update(
        request.caller, request.path["project_id"], request.body, request.if_match
    )


@router.delete(
    "/projects/{project_id}",
    scope=Scope.DATA_DELETE,
    if_match=True,
    raises=(Forbidden, Conflict),
)
def delete_project(request: Request[None]) -> None:
    """Delete a project, the projects below it, and all their tasks.

    The Inbox stays.
    """
    request.services.projects.delete(request.caller, request.path["project_id"], request.if_match)


@router.get("/user", returns=CurrentUser, scope=Scope.DATA_READ)
def get_user(request: Request[None]) -> CurrentUser:
    """Get the signed-in user."""
    return request.services.accounts.current_user(request.caller)


handler = lambda_handler(router)
