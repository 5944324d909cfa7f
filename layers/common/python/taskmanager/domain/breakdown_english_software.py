"""Kinds of work on software, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import BETWEEN, doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_FAILURES = (
    r"bugs?|typos?|homepage|layout|dropdown|crash(?:es)?|errors?|exceptions?|issues?|tests?"
    r"|builds?|ci|regressions?|memory leaks?"
    r"|login|api|query|page|endpoint|timeouts?|pipeline|deadlocks?|race condition"
)
_BUILDABLE = (
    r"apps?|website|web ?site|site|page|landing page|api|features?|script|bot|database|dashboard"
    r"|tool|button|form|server|pipeline|ci|plugin|extension|prototype|endpoint|component"
    r"|monitoring|alerts|alerting|logging|staging|environment|repo|repository|cluster"
)
_PLATFORMS = (
    r"\d|dependenc(?:y|ies)|librar(?:y|ies)|packages?|framework|servers?|database|os\b|linux|ubuntu"
    r"|debian|windows|macos|android|ios|python|node|java|django|react|kubernetes|docker|drivers?"
    r"|firmware|software|router|plugins?"
)

SOFTWARE = (
    Kind(
        name="writing tests",
        starts=(rf"(?:write|add|create|improve|extend) {BETWEEN}tests?\b(?! (?:plan|report))"),
        fallback="the tests",
        steps=steps("""
1 List what {it} should cover: normal, edge and error cases
3 Look at the tests that exist, and follow their style
1 Write the test for the normal case
1 Add a test for each edge case: empty, huge, malformed
2 Run them, and fix what they find
2 Look at the coverage for gaps
3 Tidy up: clear names, shared set-up
4 Break the code on purpose, and see the tests fail
4 Let them run on every change
5 Have them reviewed
"""),
    ),
    Kind(
        name="fixing a bug",
        starts=(
            rf"debug|bug ?fix|hotfix|(?:fix|solve|investigate|reproduce|report|look into)\b"
            rf"(?= [^.;]*\b(?:{_FAILURES})\b)"
        ),
        things=things(rf"bugs?|hotfix|bug ?fix|(?:flaky|failing) (?:{_FAILURES})"),
        fallback="the bug",
        steps=steps("""
1 Reproduce {it}, and write down how
4 Collect what is known: logs, versions, when it began
2 Narrow down where the cause lies
3 Write a test that fails because of it
1 Fix {it} at its cause
4 Look for the same mistake elsewhere
2 Run all tests
5 Have the change reviewed
1 Release the fix, and check that the problem is gone
5 Tell those who reported it
"""),
    ),
    Kind(
        name="an upgrade or a migration",
        starts=(
            r"(?:migrate|port|upgrade(?! [^.;]*\b(?:plan|seats?|tickets?|room"
            r"|membership)\b))(?= \S)"
            rf"|(?:update|bump)(?= [^.;]*\b(?:{_PLATFORMS}))"
        ),
        things=things("migration|upgrade"),
        action="Carry out",
        fallback="it",
        steps=steps("""
1 Read the release notes and the upgrade guide
3 Check that everything that depends on it will still work
1 Make a backup, and try whether it can be restored
2 Rehearse on a copy
4 Write down the way back, in case it fails
4 Choose a quiet hour, and tell those it concerns
1 {task}
2 Test what matters most
3 Watch logs and speed for a few days
5 Remove what the old version left behind
"""),
    ),
    Kind(
        name="a release",
        starts=(
            r"releas(?:e|ing)|launch(?:ing)?|deploy(?:ing)?|roll out|go(?:ing)? live|publish"
            r"(?= [^.;]*\b(?:app|package|version|library))|ship(?= (?:version |v\d))"
        ),
        things=things("release|deployment|roll-?out|launch|go-live"),
        action="Carry out",
        fallback="the release",
        steps=steps("""
1 Agree on what goes out, and what does not
3 Finish or postpone what is still open
2 Run all tests on what will go out
4 Try it out as a user would, from the beginning
3 Write the release notes: what is new, what breaks
5 Make a backup, and write down how to go back
4 Announce the date
1 {task}
2 Watch errors and numbers for the first hours
1 Tell everybody, and collect what comes back
"""),
    ),
    Kind(
        name="planning a sprint",
        starts=r"plan (?:the |our |next )*(?:sprint|iteration)(?! (?:review|retro))",
        things=things(r"sprint planning|sprint(?= \d)|iteration"),
        fallback="the sprint",
        steps=steps("""
2 See what is left over from the last one
3 Count the days that everybody has, holidays taken off
1 Agree on one goal for {it}
2 Clear up open questions on the topmost stories
1 Choose the stories that serve the goal
3 Split what is too big, and estimate the rest
4 Name what depends on others
4 Keep some time free for the unexpected
1 Check that the team believes in the plan
5 Share the goal with those who wait for it
"""),
    ),
    Kind(
        name="refactoring",
        starts=r"refactor(?= \S)|clean up (?:the |our )?(?:code|codebase)"
        r"|rewrite(?= [^.;]*\b(?:code|module|service|class|function)\b)",
        things=things("refactoring"),
        fallback="the code",
        steps=steps("""
1 Write down what should be better in {it} afterwards
3 Find out who uses it, and how
1 Cover what it does today with tests
2 Choose the first small step
1 Change one thing at a time, and keep the tests green
2 Remove what is no longer used
3 Compare the speed before and after
4 Rename what is hard to understand
4 Have it reviewed in small pieces
5 Tell the others what has changed
"""),
    ),
    Kind(
        name="building software",
        starts=(
            r"implement|develop|prototype|automate|integrate|code|program|"
            r"write (?:(?:a|the|some) )?(?:[\w-]+ )?(?:code|scripts?|functions?|quer(?:y|ies))|"
            + doing("build|create|make|design|redesign|set up|add", _BUILDABLE)
            + rf"|add [^.;]{{1,60}} to (?:the |our |my )?(?:[\w-]+ )?(?:{_BUILDABLE})"
        ),
        things=things(r"prototype|website|web ?site|web app|new feature|integration"),
        fallback="it",
        steps=steps("""
1 Write down what {it} should do, with two or three examples
3 Decide what to leave out for now
2 Look for what exists and can be reused
4 Sketch the parts, and how they work together
1 Build the smallest version that works from end to end
2 Add the rest piece by piece, each with a test
3 Try what could go wrong: empty, huge, slow, twice
5 Describe in a few lines how to use it
4 Have it reviewed
1 Put it into use, and ask the first user
"""),
    ),
)
