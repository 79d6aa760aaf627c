#!/usr/bin/env bash
# Format, arrows between modules, the kernels' symbols, and the size of files; expects a build. CI runs it too.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

if ! swift format lint --strict --recursive --parallel Sources Tests Package.swift; then
  echo "check: 'swift format -i -r Sources Tests Package.swift' mends the above" >&2
  failed=1
fi

# module: the modules of ours that it may import; OpenBLAS counts as one of them
arrow() {
  local module=$1
  shift
  local allowed=" $* "
  local found
  found=$(cat $(find "Sources/$module" -name '*.swift') | awk '/^(@testable )?import / {print $NF}' | sort -u)
  for import in $found; do
    case " Digests Kernels KernelsV3 KernelsV4 KernelTable Engine Records Report Bench COpenBLAS " in
      *" $import "*) ;;
      *) continue ;;
    esac
    case "$allowed" in
      *" $import "*) ;;
      *)
        echo "check: Sources/$module imports $import; it may import:${allowed:- nothing of ours}" >&2
        failed=1
        ;;
    esac
  done
}
arrow Digests
arrow KernelTable
arrow Kernels KernelTable
arrow Engine Digests KernelTable Kernels KernelsV3 KernelsV4 COpenBLAS
arrow Records Digests
arrow Report Digests Records
arrow Bench Digests Engine Records Report

# Within Engine: a weighting sees only evidence, and charts never see a record.
forbid() {
  local place=$1 pattern=$2 why=$3
  if grep -rnE "$pattern" "$place" >&2; then
    echo "check: $why" >&2
    failed=1
  fi
}
forbid Sources/Engine/Weightings '\b(Tape|Network|Parameters|BuiltNetwork)\b' \
  "a weighting sees only Evidence"
# Types of a catalog, by the line that lists them.
listed() { grep -ohE '[A-Za-z0-9]+\.self' "$1" | sed 's/\.self//' | sort -u | paste -sd '|'; }
types=$(listed Sources/Engine/Backbones/BackboneCatalog.swift)
types+="|$(listed Sources/Engine/Decoders/DecoderCatalog.swift)"
forbid Sources/Engine/Architectures "\\b($types)\\b[^,:]*[({]" \
  "an architecture names no backbone and no decoder"
tasks=$(listed Sources/Engine/Tasks/TaskCatalog.swift)
for place in Datasets Backbones Decoders Architectures Training Optimizers Weightings; do
  forbid "Sources/Engine/$place" "\\b($tasks)\\b[({.]" "nothing outside a task knows what kind it is"
done
for place in Canvas Charts Figures; do
  forbid "Sources/Report/$place" '\b(Record|RecordStore|StoreContents)\b' "a chart never sees a record"
done
forbid Sources/Report '"(single|equal)"' "the suite's description names the baseline and the plain sum"

# What is trained with our own products must not depend on a library.
if grep -rl 'import COpenBLAS' Sources | grep -v '^Sources/Engine/Layers/OpenBLAS/' >&2; then
  echo "check: only Engine/Layers/OpenBLAS calls OpenBLAS" >&2
  failed=1
fi

# Inside Engine each folder sees those before it.
sees() {
  local folder=$1 pattern=$2
  forbid "Sources/Engine/$folder" "$pattern" "Engine/$folder knows only what comes before it"
}
sees Tensor '\b(Tape|Layer|Backbone|Architecture|LearningTask|Weighting|Dataset|Trainer)\b'
sees Autodiff '\b(Layer|Backbone|Architecture|LearningTask|Weighting|Dataset|Trainer)\b'
sees Layers '\b(Backbone|Architecture|LearningTask|Weighting|Dataset|Trainer)\b'
sees Backbones '\b(Decoder|Architecture|LearningTask|Weighting|Dataset|Trainer)\b'
sees Decoders '\b(Architecture|LearningTask|Weighting|Dataset|Trainer)\b'
sees Architectures '\b(Weighting|Dataset|Trainer|Optimizer)\b'

# What a scheme does about a task without a label in a step is said where the scheme is described.
for file in $(grep -lE 'struct [A-Za-z]+: (Row)?Weighting \{' Sources/Engine/Weightings/*.swift); do
  if ! grep -q '^/// Absent task:' "$file"; then
    echo "check: $file does not say what an absent task does ('/// Absent task: …')" >&2
    failed=1
  fi
done

# A weak symbol of the faster kernels that does not carry their module's name could replace the baseline's copy when
# linking.
for module in KernelsV3 KernelsV4; do
  if compgen -G ".build/debug/$module.build/*.o" >/dev/null; then
    if nm .build/debug/$module.build/*.o | grep ' W ' | grep -v "9$module" >&2; then
      echo "check: weak symbols in $module, see above" >&2
      failed=1
    fi
  fi
done

# What is committed is in every clone for ever.
large=$(git ls-files -z | xargs -0 -r sh -c 'find "$@" -size +5120k 2>/dev/null || true' _)
if [ -n "$large" ]; then
  printf '%s\n' "$large" | sed 's/^/check: /; s/$/ is larger than 5 MiB; leave it out of the repository/' >&2
  failed=1
fi
exit $failed
