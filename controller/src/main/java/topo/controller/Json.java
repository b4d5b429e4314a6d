package topo.controller;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small documents as maps, lists and text; numbers are read as text too. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** One object in one line. */
    static String object(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException for what is no JSON object */
    static Map<String, Object> parse(String text) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object");
            }
            return object(json);
        } catch (IOException damaged) {
            throw new IllegalArgumentException(damaged.getMessage(), damaged);
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
            String name = json.currentName();
            values.put(name, value(json, json.nextToken()));
        }
        return values;
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                    items.add(value(json, next));
                }
                yield items;
            }
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    static String text(Map<String, Object> values, String name) {
        Object value = values.get(name);
        return value instanceof String text ? text : "";
    }

    static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    static List<String> texts(Map<String, Object> values, String name) {
        return values.get(name) instanceof List<?> items ? items.stream().map(String.class::cast).toList() : List.of();
    }

    static Instant time(Map<String, Object> values, String name) {
        String text = text(values, name);
        return text.isEmpty() ? null : Instant.parse(text);
    }

    static List<Map<String, Object>> objects(Map<String, Object> values, String name) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (values.get(name) instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> map) {
                    Map<String, Object> copy = new LinkedHashMap<>();
                    map.forEach((key, value) -> copy.put((String) key, value));
                    found.add(copy);
                }
            }
        }
        return found;
    }
}
