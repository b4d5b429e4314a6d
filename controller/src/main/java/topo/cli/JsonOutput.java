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
import topo.api.Mark;
import topo.api.Trace;
import topo.controller.SourceStatus;
import topo.store.Origin;

/** Results as one JSON document each. Fields are never left out: what is absent is null or empty. */
final class JsonOutput {
    private final JsonGenerator json;
    private final JsonValues values;

    private JsonOutput(JsonGenerator json) {
        this.json = json;
        this.values = new JsonValues(json);
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
                new JsonOutcome(json.json).outcome(outcome);
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
                    json.values.id(trace.id());
                    json.json.writeStringField("mark", trace.mark());
                    json.json.writeStringField("topology", one.getKey().isNamed() ? one.getKey().topology() : null);
                    json.json.writeEndObject();
                }
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    /** Of the controller, as they stand after a look. */
    static void sources(PrintStream out, List<SourceStatus> sources) {
        document(out, json -> {
            json.json.writeStartObject();
            json.json.writeArrayFieldStart("sources");
            for (SourceStatus source : sources) {
                json.json.writeStartObject();
                json.json.writeStringField("address", source.address());
                json.json.writeStringField("revision", source.commit().orElse(null));
                json.values.value("topologies", source.topologies());
                json.json.writeStringField("state", source.state().word());
                json.json.writeStringField("error", source.problems().isEmpty() ? null : String.join("\n", source.problems()));
                json.json.writeEndObject();
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    static void topologies(PrintStream out, List<Inspection> all, Provenance provenance) {
        document(out, json -> {
            json.json.writeStartObject();
            json.json.writeArrayFieldStart("topologies");
            for (Inspection one : all) {
                json.json.writeStartObject();
                json.head(one, provenance.of(one.name()).orElse(null));
                json.json.writeEndObject();
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    static void topology(PrintStream out, Inspection one, Provenance provenance) {
        document(out, json -> {
            json.json.writeStartObject();
            json.head(one, provenance.of(one.name()).orElse(null));
            json.json.writeArrayFieldStart("items");
            for (Status status : one.resources()) {
                json.status(status);
            }
            json.json.writeEndArray();
            json.json.writeEndObject();
        });
    }

    private void head(Inspection one, Origin origin) throws IOException {
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
        source(origin);
    }

    private void source(Origin origin) throws IOException {
        if (origin == null) {
            json.writeNullField("source");
            return;
        }
        json.writeObjectFieldStart("source");
        json.writeStringField("file", origin.location());
        json.writeStringField("revision", origin.commit().orElse(null));
        json.writeStringField("read", origin.read() == null ? null : origin.read().toString());
        json.writeEndObject();
    }

    private void status(Status status) throws IOException {
        json.writeStartObject();
        values.id(status.id());
        json.writeStringField("title", status.title());
        json.writeStringField("status", status.state());
        json.writeStringField("detail", status.detail());
        values.fields("desired", status.desired());
        values.fields("actual", status.actual());
        json.writeEndObject();
    }
}
