package topo.controller;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import topo.api.ResourceId;
import topo.api.Topology.Heal;
import topo.api.net.NetnsName;
import topo.store.Origin;

/** A status as the JSON of its file, both ways. */
public final class StatusText {
    private StatusText() {}

    public static String write(TopologyStatus status) {
        return Json.object(json -> {
            json.writeStringField("name", status.name());
            json.writeStringField("heal", status.heal().name().toLowerCase(Locale.ROOT));
            json.writeStringField("sync", status.sync().word());
            json.writeStringField("health", status.health().word());
            time(json, "since", status.since());
            time(json, "looked", status.looked());
            json.writeNumberField("resources", status.resources());
            origin(json, status.origin());
            json.writeArrayFieldStart("conditions");
            for (Condition condition : status.conditions()) {
                condition(json, condition);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("items");
            for (ResourceStatus item : status.items()) {
                item(json, item);
            }
            json.writeEndArray();
        }) + "\n";
    }

    private static void origin(JsonGenerator json, Origin origin) throws IOException {
        json.writeStringField("source", origin == null ? "" : origin.location());
        json.writeStringField("revision", origin == null ? "" : origin.revision());
        time(json, "read", origin == null ? null : origin.read());
    }

    private static void condition(JsonGenerator json, Condition condition) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", condition.type());
        json.writeStringField("status", condition.status());
        json.writeStringField("reason", condition.reason());
        json.writeStringField("message", condition.message());
        time(json, "since", condition.since());
        json.writeEndObject();
    }

    private static void item(JsonGenerator json, ResourceStatus item) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", item.id().kind());
        json.writeStringField("namespace", item.id().netns().value());
        json.writeStringField("name", item.id().name());
        json.writeStringField("sync", item.sync().word());
        json.writeStringField("health", item.health().word());
        json.writeStringField("reason", item.reason());
        json.writeStringField("message", item.message());
        time(json, "since", item.since());
        json.writeNumberField("attempts", item.attempts());
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, Instant time) throws IOException {
        json.writeStringField(name, time == null ? "" : time.toString());
    }

    /** @throws IllegalArgumentException for what {@link #write} has not written */
    public static TopologyStatus read(String text) {
        try {
            Map<String, Object> all = Json.parse(text);
            List<Condition> conditions = new ArrayList<>();
            for (Map<String, Object> one : Json.objects(all, "conditions")) {
                conditions.add(new Condition(Json.text(one, "type"), Json.text(one, "status"), Json.text(one, "reason"),
                        Json.text(one, "message"), Json.time(one, "since")));
            }
            List<ResourceStatus> items = new ArrayList<>();
            for (Map<String, Object> one : Json.objects(all, "items")) {
                ResourceId id = new ResourceId(Json.text(one, "kind"), new NetnsName(Json.text(one, "namespace")), Json.text(one, "name"));
                items.add(new ResourceStatus(id, sync(one), health(one), Json.text(one, "reason"), Json.text(one, "message"),
                        Json.time(one, "since"), Integer.parseInt(Json.text(one, "attempts"))));
            }
            return new TopologyStatus(Json.text(all, "name"), Heal.valueOf(Json.text(all, "heal").toUpperCase(Locale.ROOT)), sync(all),
                    health(all), Json.time(all, "since"), Json.time(all, "looked"), Integer.parseInt(Json.text(all, "resources")),
                    conditions, items, origin(all));
        } catch (RuntimeException damaged) {
            throw new IllegalArgumentException("the status does not read: " + damaged.getMessage(), damaged);
        }
    }

    private static Origin origin(Map<String, Object> values) {
        String location = Json.text(values, "source");
        return location.isEmpty() ? null : new Origin(location, Json.text(values, "revision"), Json.time(values, "read"));
    }

    private static Sync sync(Map<String, Object> values) {
        for (Sync one : Sync.values()) {
            if (one.word().equals(Json.text(values, "sync"))) {
                return one;
            }
        }
        throw new IllegalArgumentException("sync " + values.get("sync"));
    }

    private static Health health(Map<String, Object> values) {
        for (Health one : Health.values()) {
            if (one.word().equals(Json.text(values, "health"))) {
                return one;
            }
        }
        throw new IllegalArgumentException("health " + values.get("health"));
    }
}
