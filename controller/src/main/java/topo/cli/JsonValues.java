package topo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;

/** What all documents have in common: how things are named, and how their fields are written. */
record JsonValues(JsonGenerator json) {

    void id(ResourceId id) throws IOException {
        json.writeStringField("kind", id.kind());
        json.writeStringField("namespace", id.netns().value());
        json.writeStringField("name", id.name());
    }

    void fields(String name, Resource resource) throws IOException {
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

    void value(String name, Object value) throws IOException {
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
