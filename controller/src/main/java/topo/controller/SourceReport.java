package topo.controller;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a look at the sources that somebody asked for.
 *
 * @param refusal why there was none; empty if there was
 * @param sources that were looked at, in the order of the command line
 */
public record SourceReport(String refusal, List<SourceStatus> sources) {
    public SourceReport {
        sources = List.copyOf(sources);
    }

    static SourceReport refused(String why) {
        return new SourceReport(why, List.of());
    }

    /** As one line of JSON, for {@link #read}. */
    public String write() {
        return Json.object(json -> {
            json.writeStringField("refusal", refusal);
            json.writeArrayFieldStart("sources");
            for (SourceStatus source : sources) {
                write(json, source);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, SourceStatus source) throws IOException {
        json.writeStartObject();
        json.writeStringField("address", source.address());
        json.writeStringField("revision", source.revision());
        json.writeStringField("state", source.state().word());
        Json.texts(json, "topologies", source.topologies());
        Json.texts(json, "problems", source.problems());
        json.writeEndObject();
    }

    /** @throws IllegalArgumentException for what {@link #write} has not written */
    public static SourceReport read(String text) {
        Map<String, Object> all = Json.parse(text);
        List<SourceStatus> sources = new ArrayList<>();
        for (Map<String, Object> one : Json.objects(all, "sources")) {
            sources.add(new SourceStatus(Json.text(one, "address"), Json.text(one, "revision"), Json.texts(one, "topologies"),
                    SourceStatus.State.of(Json.text(one, "state")), Json.texts(one, "problems")));
        }
        return new SourceReport(Json.text(all, "refusal"), sources);
    }
}
