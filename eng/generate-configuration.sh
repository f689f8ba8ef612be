#!/usr/bin/env bash
# Writes the files that are generated from src/Daybreak.Configuration/SettingsTable.cs: packaging/daybreak.conf, the block of
# docs/reference/configuration.md and docs/man/daybreak.conf.5. Daybreak.Configuration.Tests fails if they differ from the table.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=eng/require.sh
. eng/require.sh
require_dotnet

suite=Daybreak.Configuration.Tests
dotnet build "tests/$suite" --nologo --verbosity quiet
DAYBREAK_APPROVE=1 "artifacts/bin/$suite/debug/$suite" -class "$suite.GeneratedFilesTests" -method '*_is_generated_from_the_table'
