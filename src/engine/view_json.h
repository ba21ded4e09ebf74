#pragma once
// Guidance, notes and refusals as the JSON that screens and `--json` read. Shapes are described in
// the OpenAPI document (src/http/openapi.yaml); times are RFC 3339 texts, lengths are whole
// milliseconds named `…_ms`.

#include "base/json.h"
#include "engine/guide.h"
#include "engine/notes.h"

namespace callmap {

void write(JsonWriter& out, const Guidance& guidance);
void write(JsonWriter& out, const ProcedureView& procedure);
void write(JsonWriter& out, const HandoffView& handoff);
void write(JsonWriter& out, const Notes& notes);
void write(JsonWriter& out, const Refusal& refusal);

}  // namespace callmap
