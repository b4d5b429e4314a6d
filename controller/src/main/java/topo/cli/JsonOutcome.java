package topo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import topo.api.Change;
import topo.api.Change.FieldChange;
import topo.api.Plan;
import topo.api.ResourceId;
import topo.api.Unseen;
import topo.engine.Report;

/** What an apply, a diff or a destroy found and did with one topology. */
final class JsonOutcome {
    private final JsonGenerator json;
    private final JsonValues values;

    JsonOutcome(JsonGenerator json) {
        this.json = json;
        this.values = new JsonValues(json);
    }

    void outcome(Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", outcome.topology());
        json.writeStringField("result", outcome.result());
        json.writeArrayFieldStart("changes");
        for (Change<?> change : outcome.plan().changes()) {
            change(change);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("conflicts");
        for (Plan.Conflict conflict : outcome.plan().conflicts()) {
            message(conflict.id(), conflict.reason());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("unseen");
        if (outcome.outlook() != null) {
            for (Unseen part : outcome.outlook().blindness().parts()) {
                unseen(part);
            }
        }
        json.writeEndArray();
        if (outcome.report() != null) {
            report(outcome.report());
        }
        after(outcome);
        json.writeEndObject();
    }

    /** A null stands for all namespaces, or all names. */
    private void unseen(Unseen part) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", part.kind());
        json.writeStringField("namespace", part.netns() == null ? null : part.netns().value());
        json.writeStringField("name", part.name());
        json.writeStringField("message", part.reason());
        json.writeEndObject();
    }

    /** Of --atomic and --confirm; the only fields that are not there without them. */
    private void after(Outcome outcome) throws IOException {
        Report restored = outcome.after().restored();
        if (restored != null) {
            json.writeObjectFieldStart("rollback");
            json.writeStringField("cause", outcome.after().cause());
            json.writeBooleanField("complete", restored.converged());
            json.writeArrayFieldStart("changes");
            for (Change<?> change : restored.done()) {
                change(change);
            }
            json.writeEndArray();
            report(restored);
            json.writeEndObject();
        }
        if (outcome.after().confirmBy() != null) {
            json.writeObjectFieldStart("confirm");
            json.writeStringField("before", outcome.after().confirmBy().toString());
            json.writeStringField("command", "topo confirm " + outcome.topology());
            json.writeEndObject();
        }
    }

    private void report(Report report) throws IOException {
        json.writeArrayFieldStart("failures");
        for (var failure : report.failures().entrySet()) {
            message(failure.getKey(), failure.getValue());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notTried");
        for (var blocked : report.blocked().entrySet()) {
            message(blocked.getKey(), blocked.getValue());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("remaining");
        for (String sentence : report.remaining()) {
            json.writeString(sentence);
        }
        json.writeEndArray();
    }

    private void message(ResourceId id, String message) throws IOException {
        json.writeStartObject();
        values.id(id);
        json.writeStringField("message", message);
        json.writeEndObject();
    }

    private void change(Change<?> change) throws IOException {
        json.writeStartObject();
        json.writeStringField("action", action(change));
        values.id(change.id());
        json.writeStringField("title", change.title());
        if (change instanceof Change.Replace<?> replace) {
            json.writeStringField("reason", replace.reason());
        } else if (change instanceof Change.Restore<?> restore) {
            json.writeStringField("reason", "put back after " + restore.because() + " changes");
        } else if (change instanceof Change.Update<?> update) {
            json.writeArrayFieldStart("fields");
            for (FieldChange field : update.fields()) {
                json.writeStartObject();
                json.writeStringField("name", field.name());
                values.value("from", field.from());
                values.value("to", field.to());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static String action(Change<?> change) {
        if (change instanceof Change.Create) {
            return "create";
        } else if (change instanceof Change.Update) {
            return "update";
        } else if (change instanceof Change.Replace) {
            return "replace";
        } else if (change instanceof Change.Restore) {
            return "restore";
        }
        return "delete";
    }
}
