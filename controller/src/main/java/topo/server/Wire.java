package topo.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link Message}s as bytes. Pure; a field that is not known is passed over, so that later versions may add some. */
public final class Wire {
    /** The longest line that is read, in bytes, without its end. A longer file is sent in parts. */
    public static final int MOST_LINE = 1 << 20;
    /** How much of a file goes into one line: a multiple of three, so that only its last part has padding. */
    public static final int PART = 384 << 10;

    private static final JsonFactory FACTORY = new JsonFactory();

    private Wire() {}

    /** One line with its end, in UTF-8. */
    public static byte[] bytes(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            write(message, json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(Message message, JsonGenerator json) throws IOException {
        if (message instanceof Message.Out out) {
            json.writeStringField("out", out.text());
        } else if (message instanceof Message.Err err) {
            json.writeStringField("err", err.text());
        } else if (message instanceof Message.Head head) {
            head(head, json);
        } else if (message instanceof Message.Part part) {
            part(part, json);
        } else if (message instanceof Message.Started started) {
            json.writeNumberField("started", started.version());
        } else if (message instanceof Message.Exit exit) {
            json.writeNumberField("exit", exit.status());
        } else if (message instanceof Message.Refused refused) {
            json.writeStringField("refused", refused.reason());
            json.writeStringField("message", refused.message());
        } else {
            json.writeBooleanField(word(message), true);
        }
    }

    private static String word(Message message) {
        return message.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static void head(Message.Head head, JsonGenerator json) throws IOException {
        json.writeNumberField("version", head.version());
        json.writeArrayFieldStart("words");
        for (String word : head.words()) {
            json.writeString(word);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, String> fact : head.facts().entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    private static void part(Message.Part part, JsonGenerator json) throws IOException {
        json.writeStringField("file", part.file());
        if (part.refusal() != null) {
            json.writeStringField("refusal", part.refusal());
        } else {
            json.writeStringField("data", Base64.getEncoder().encodeToString(part.data()));
            json.writeBooleanField("more", part.more());
        }
    }

    /**
     * Reads a line, with or without its end.
     *
     * @throws IllegalArgumentException for what is no message, with the reason
     */
    public static Message read(byte[] line) {
        Map<String, Object> fields = fields(line);
        String kind = fields.isEmpty() ? "" : fields.keySet().iterator().next();
        return switch (kind) {
            case "version" -> new Message.Head(number(fields, kind), words(fields), facts(fields));
            case "file" -> part(fields);
            case "run" -> new Message.Run();
            case "kept" -> new Message.Kept();
            case "stop" -> new Message.Stop();
            case "deaf" -> new Message.Deaf();
            case "started" -> new Message.Started(number(fields, kind));
            case "out" -> new Message.Out(text(fields, kind));
            case "err" -> new Message.Err(text(fields, kind));
            case "keep" -> new Message.Keep();
            case "exit" -> new Message.Exit(number(fields, kind));
            case "refused" -> new Message.Refused(text(fields, kind), text(fields, "message"));
            default -> throw new IllegalArgumentException("no message begins with \"" + kind + "\"");
        };
    }

    private static Message.Part part(Map<String, Object> fields) {
        String refusal = fields.get("refusal") instanceof String reason ? reason : null;
        byte[] data = refusal == null ? Base64.getDecoder().decode(text(fields, "data")) : new byte[0];
        return new Message.Part(text(fields, "file"), data, Boolean.TRUE.equals(fields.get("more")), refusal);
    }

    private static String text(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("\"" + name + "\" is not text");
    }

    private static int number(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException("\"" + name + "\" is not a number");
    }

    private static List<String> words(Map<String, Object> fields) {
        List<String> words = new ArrayList<>();
        if (fields.get("words") instanceof List<?> all) {
            all.forEach(word -> words.add((String) word));
        }
        return words;
    }

    private static Map<String, String> facts(Map<String, Object> fields) {
        Map<String, String> facts = new HashMap<>();
        if (fields.get("facts") instanceof Map<?, ?> all) {
            all.forEach((name, value) -> facts.put((String) name, (String) value));
        }
        return facts;
    }

    /** Values are text, an int, a boolean, a list of texts, or a map of texts. */
    private static Map<String, Object> fields(byte[] line) {
        try (JsonParser json = FACTORY.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                fields.put(name, value(json, json.nextToken()));
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new IllegalArgumentException("it is not one JSON object");
            }
            return fields;
        } catch (IOException damaged) {
            throw new IllegalArgumentException("it is no JSON", damaged);
        }
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getIntValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case START_ARRAY -> texts(json);
            case START_OBJECT -> {
                Map<String, String> map = new HashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, text(json));
                }
                yield map;
            }
            default -> throw new IllegalArgumentException("a value is neither text nor a number");
        };
    }

    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(json));
        }
        return texts;
    }

    private static String text(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("a word is not text");
        }
        return json.getText();
    }
}
