package topo.controller;

import java.time.Instant;
import topo.api.ResourceId;

/**
 * How one resource stands.
 *
 * @param reason one word
 * @param message for people; may be empty
 * @param since when sync, health and reason became what they are
 * @param attempts how often it was tried since it was last right
 */
public record ResourceStatus(ResourceId id, Sync sync, Health health, String reason, String message, Instant since, int attempts) {

    ResourceStatus after(ResourceStatus before) {
        boolean same = before != null && before.sync == sync && before.health == health && before.reason.equals(reason);
        return same ? new ResourceStatus(id, sync, health, reason, message, before.since, attempts) : this;
    }
}
