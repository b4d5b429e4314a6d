package topo.controller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import topo.api.Topology.Heal;
import topo.store.Origin;
import topo.store.Pause;

/**
 * How a topology stands.
 *
 * @param since when sync and health became what they are
 * @param looked the last look at all of it, or null before the first
 * @param resources how many are wanted
 * @param items the resources of which there is something to say; every other one is as the topology is, Synced and Healthy or Unknown
 * @param origin where it comes from, with the newest version of its source that was read; null if it comes from none
 */
public record TopologyStatus(String name, Heal heal, Sync sync, Health health, Instant since, Instant looked, int resources,
        List<Condition> conditions, List<ResourceStatus> items, Origin origin) {

    /** Before the first look. */
    static TopologyStatus fresh(String name, Heal heal, int resources, Instant now) {
        return new TopologyStatus(name, heal, Sync.UNKNOWN, Health.PROGRESSING, now, null, resources, List.of(), List.of(), null);
    }

    /**
     * What a status is made of.
     *
     * @param looked the last look at all of it, or null before the first
     * @param trouble why the last pass came to nothing, or empty
     * @param pause null unless it is paused
     * @param origin null if it comes from no source
     */
    record Facts(Heal heal, int resources, Instant looked, String trouble, Pause pause, Collection<ResourceStatus> items,
            List<Condition> others, Origin origin) {}

    /** What follows from the facts; times go on where nothing has changed. */
    TopologyStatus with(Facts facts, Instant now) {
        Sync newSync = facts.looked() == null || !facts.trouble().isEmpty() ? Sync.UNKNOWN : Sync.SYNCED;
        Health newHealth = facts.trouble().isEmpty() ? facts.looked() == null ? Health.PROGRESSING : Health.HEALTHY : Health.DEGRADED;
        for (ResourceStatus item : facts.items()) {
            newSync = worse(newSync, item.sync());
            newHealth = newHealth.and(item.health());
        }
        if (facts.heal() == Heal.OFF) {
            newSync = Sync.UNKNOWN;
            newHealth = Health.HEALTHY;
        }
        newHealth = facts.pause() != null ? Health.PAUSED : newHealth;
        boolean same = newSync == sync && newHealth == health;
        return new TopologyStatus(name, facts.heal(), newSync, newHealth, same ? since : now, facts.looked(), facts.resources(),
                conditions(facts, newSync, newHealth, now), List.copyOf(facts.items()), facts.origin());
    }

    /** A difference counts more than not knowing: it is there whatever the rest is. */
    private static Sync worse(Sync a, Sync b) {
        if (a == Sync.OUT_OF_SYNC || b == Sync.OUT_OF_SYNC) {
            return Sync.OUT_OF_SYNC;
        }
        return a == Sync.UNKNOWN ? a : b;
    }

    private List<Condition> conditions(Facts facts, Sync newSync, Health newHealth, Instant now) {
        List<Condition> all = new ArrayList<>();
        String status = newSync == Sync.SYNCED ? "True" : newSync == Sync.OUT_OF_SYNC ? "False" : "Unknown";
        all.add(new Condition("Synced", status, syncReason(facts, newSync), syncMessage(facts), now));
        ResourceStatus worst = worst(facts, newHealth);
        all.add(Condition.of("Healthy", newHealth == Health.HEALTHY, worst == null ? newHealth.word() : worst.reason(),
                worst == null ? facts.trouble() : worst.id() + ": " + worst.message(), now));
        if (facts.pause() != null) {
            String until = facts.pause().until() == 0 ? "until it is resumed" : "until " + Instant.ofEpochSecond(facts.pause().until());
            all.add(Condition.of("Paused", true, "Asked", "by " + facts.pause().by() + ", " + until,
                    Instant.ofEpochSecond(facts.pause().since())));
        }
        all.addAll(facts.others());
        all.replaceAll(one -> one.after(conditions));
        return List.copyOf(all);
    }

    private static String syncReason(Facts facts, Sync sync) {
        if (facts.heal() == Heal.OFF) {
            return "HealOff";
        } else if (!facts.trouble().isEmpty()) {
            return "NotLooked";
        }
        return facts.looked() == null ? "FirstLook" : sync.word();
    }

    private static String syncMessage(Facts facts) {
        if (facts.heal() == Heal.OFF) {
            return "heal is " + facts.heal().name().toLowerCase(Locale.ROOT) + ", so it is not looked at";
        } else if (!facts.trouble().isEmpty()) {
            return facts.trouble();
        }
        long differing = facts.items().stream().filter(item -> item.sync() != Sync.SYNCED).count();
        return differing == 0 ? "" : differing + " of " + facts.resources() + " not as wanted";
    }

    private static ResourceStatus worst(Facts facts, Health health) {
        for (ResourceStatus item : facts.items()) {
            if (item.health() == health && health != Health.HEALTHY) {
                return item;
            }
        }
        return null;
    }

    /** Whether it is as good as this word of {@code topo wait} says. */
    public boolean isReady() {
        return sync == Sync.SYNCED && health == Health.HEALTHY;
    }
}
