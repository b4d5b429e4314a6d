package topo.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An entry of the journal as one line of JSON, both ways. */
public final class EntryText {
    private EntryText() {}

    public static String write(Entry entry) {
        return Json.object(json -> {
            json.writeStringField("time", entry.time().toString());
            json.writeStringField("topology", entry.topology());
            json.writeStringField("type", entry.type());
            json.writeStringField("trigger", entry.trigger());
            json.writeStringField("by", entry.by());
            json.writeStringField("resource", entry.resource());
            json.writeStringField("change", entry.change());
            json.writeArrayFieldStart("fields");
            for (Entry.Difference field : entry.fields()) {
                json.writeStartObject();
                json.writeStringField("field", field.field());
                json.writeStringField("was", field.was());
                json.writeStringField("should", field.should());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("message", entry.message());
            json.writeNumberField("millis", Math.round(entry.millis() * 100) / 100.0);
        });
    }

    /** @throws IllegalArgumentException for what {@link #write} has not written */
    public static Entry read(String line) {
        try {
            Map<String, Object> all = Json.parse(line);
            List<Entry.Difference> fields = new ArrayList<>();
            for (Map<String, Object> one : Json.objects(all, "fields")) {
                fields.add(new Entry.Difference(Json.text(one, "field"), (String) one.get("was"), (String) one.get("should")));
            }
            return new Entry(Json.time(all, "time"), Json.text(all, "topology"), Json.text(all, "type"), Json.text(all, "trigger"),
                    Json.text(all, "by"), Json.text(all, "resource"), Json.text(all, "change"), fields, Json.text(all, "message"),
                    Double.parseDouble(Json.text(all, "millis")));
        } catch (RuntimeException damaged) {
            throw new IllegalArgumentException("the entry does not read: " + damaged.getMessage(), damaged);
        }
    }
}
