package topo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import topo.api.Change;
import topo.api.Change.FieldChange;
import topo.api.Field;
import topo.api.Mark;
import topo.api.Plan;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Trace;
import topo.api.Unseen;
import topo.engine.Report;

/** Results as one JSON document each. Fields are never left out: what is absent is null or empty. */
final class JsonOutput {
    private final JsonGenerator json;

    private JsonOutput(JsonGenerator json) {
        this.json = json;
    }

    private interface Content {
        void write(JsonOutput json) throws IOException;
    }

    private static void document(PrintStream out, Content content) {
        plain(out, json -> content.write(new JsonOutput(json)));
    }

    /** What writes to a generator. */
    interface Plain {
        void write(JsonGenerator json) throws IOException;
    }

    static void plain(PrintStream out, Plain content) {
        try (JsonGenerator json = factory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.useDefaultPrettyPrinter();
            content.write(json);
        } catch (IOException impossible) {
            // A PrintStream keeps its errors to itself.
            throw new UncheckedIOException(impossible);
        }
        out.append('\n').flush();
    }

    /** All but ASCII is escaped: a terminal obeys some of it, and half a pair, which stands for a byte of a foreign name, has no UTF-8. */
    private static JsonFactory factory() {
        return JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    }

    /** Of an apply, a diff or a destroy. */
    static void outcomes(PrintStream out, List<Outcome> outcomes) {
        document(out, json -> {
            json.json.writeStartObject();
            json.json.writeArrayFieldStart("topologies");
            for (Outcome outcome : outcomes) {
                json.outcome(outcome);
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    /** Each with whose it is, null where the mark does not tell. */
    static void orphans(PrintStream out, Orphans orphans) {
        document(out, json -> {
            json.json.writeStartObject();
            json.json.writeArrayFieldStart("orphans");
            for (Map.Entry<Mark, List<Trace>> one : orphans.byOwner().entrySet()) {
                for (Trace trace : one.getValue()) {
                    json.json.writeStartObject();
                    json.id(trace.id());
                    json.json.writeStringField("mark", trace.mark());
                    json.json.writeStringField("topology", one.getKey().isNamed() ? one.getKey().topology() : null);
                    json.json.writeEndObject();
                }
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    static void topologies(PrintStream out, List<Inspection> all) {
        document(out, json -> {
            json.json.writeStartObject();
            json.json.writeArrayFieldStart("topologies");
            for (Inspection one : all) {
                json.json.writeStartObject();
                json.head(one);
                json.json.writeEndObject();
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    static void topology(PrintStream out, Inspection one) {
        document(out, json -> {
            json.json.writeStartObject();
            json.head(one);
            json.json.writeArrayFieldStart("items");
            for (Status status : one.resources()) {
                json.status(status);
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    private void outcome(Outcome outcome) throws IOException {
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
        id(id);
        json.writeStringField("message", message);
        json.writeEndObject();
    }

    private void change(Change<?> change) throws IOException {
        json.writeStartObject();
        json.writeStringField("action", action(change));
        id(change.id());
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
                value("from", field.from());
                value("to", field.to());
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

    private void head(Inspection one) throws IOException {
        json.writeStringField("name", one.name());
        json.writeStringField("description", one.wanted() == null ? null : one.wanted().description());
        json.writeStringField("sync", one.sync());
        json.writeStringField("message", one.message());
        json.writeNumberField("resources", one.size());
        if (one.meta() == null) {
            json.writeNullField("created");
            json.writeNullField("applied");
            json.writeNullField("result");
        } else {
            json.writeStringField("created", Instant.ofEpochSecond(one.meta().created()).toString());
            json.writeStringField("applied", Instant.ofEpochSecond(one.meta().applied()).toString());
            json.writeStringField("result", one.meta().result());
        }
    }

    private void status(Status status) throws IOException {
        json.writeStartObject();
        id(status.id());
        json.writeStringField("title", status.title());
        json.writeStringField("status", status.state());
        json.writeStringField("detail", status.detail());
        fields("desired", status.desired());
        fields("actual", status.actual());
        json.writeEndObject();
    }

    private void id(ResourceId id) throws IOException {
        json.writeStringField("kind", id.kind());
        json.writeStringField("namespace", id.netns().value());
        json.writeStringField("name", id.name());
    }

    private void fields(String name, Resource resource) throws IOException {
        if (resource == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        for (Field field : resource.fields()) {
            value(field.name(), field.value());
        }
        json.writeEndObject();
    }

    private void value(String name, Object value) throws IOException {
        json.writeFieldName(name);
        value(value);
    }

    private void value(Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Iterable<?> items) {
            json.writeStartArray();
            for (Object item : items) {
                value(item);
            }
            json.writeEndArray();
        } else {
            json.writeString(value.toString());
        }
    }
}
