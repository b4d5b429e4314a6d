package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/** A pass over a part does there what one over everything would, and nothing elsewhere. */
class ScopesTest {
    private static final int ROUNDS = 400;
    private static final List<String> ROOMS = List.of("red", "blue", "green", "sw", "");

    @Test
    void damageInsideIsMendedAsByAFullPass() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Resources all = topology(random);
            World full = made(all);
            World part = made(all);
            Set<Place> places = new HashSet<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                String room = ROOMS.get(random.nextInt(ROOMS.size()));
                places.add(Place.of(new NetnsName(room)));
                long choice = random.nextLong();
                damage(full, room, new Random(choice));
                damage(part, room, new Random(choice));
            }
            assertTrue(new Pass(full.kinds(), false).run(() -> look(new Scopes(all).everything(), full)).converged());
            pass(part, all, places);
            assertEquals(values(full), values(part), "seed " + seed + ", places " + places);
        }
    }

    @Test
    void whatIsOutsideIsNeitherMendedNorDeletedNorTouched() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Resources all = topology(random);
            World world = made(all);
            String outside = ROOMS.get(random.nextInt(3));
            String inside = ROOMS.get((ROOMS.indexOf(outside) + 1) % 3);
            damage(world, outside, random);
            Map<ResourceId, Thing> before = values(world);
            damage(world, inside, random);
            pass(world, all, Set.of(Place.of(new NetnsName(inside))));
            values(world).forEach((id, thing) -> {
                if (id.netns().value().equals(outside) || id.equals(Thing.id("namespace", outside))) {
                    assertEquals(before.get(id), thing);
                }
            });
            before.forEach((id, thing) -> {
                if (id.netns().value().equals(outside)) {
                    assertEquals(thing, values(world).get(id), id.toString());
                }
            });
        }
    }

    @Test
    void aNamespaceBringsWhatIsInItAndNoMore() {
        Resources all = Thing.all("namespace red", "namespace blue", "bridge br0", "link red:eth0 needs=namespace/red,bridge/br0",
                "link blue:eth0 needs=namespace/blue,bridge/br0", "route red:default needs=link/red:eth0");
        Scope scope = new Scopes(all).of(Set.of(Place.of(new NetnsName("red"))));
        assertEquals(Set.of(Thing.id("link", "red:eth0"), Thing.id("route", "red:default")), ids(scope));
        assertTrue(new Scopes(all).of(Set.of(Place.of(new NetnsName("green")))).isEmpty());
        assertFalse(new Scopes(all).everything().isEmpty());
    }

    @Test
    void kindsThatAreWrittenTogetherComeTogether() {
        Resources all = Thing.all("route red:a", "route red:b", "route blue:a");
        Scopes scopes = new Scopes(all);
        Scope scope = scopes.with(scopes.of(Set.of()), List.of(Thing.id("route", "red:a")));
        assertEquals(Set.of(Thing.id("route", "red:a"), Thing.id("route", "red:b")), ids(scope));
    }

    @Test
    void whatAChangeDisturbsIsTakenIn() {
        Resources all = Thing.all("bridge br0 state=up", "link red:eth0 needs=bridge/br0", "route red:default needs=link/red:eth0",
                "link blue:eth0");
        World world = made(all);
        world.put("bridge br0 state=down");
        Scopes scopes = new Scopes(all);
        Scope scope = scopes.of(Set.of(Place.of(NetnsName.HOST)));
        assertEquals(Set.of(Thing.id("bridge", "br0")), ids(scope));
        Outlook outlook = new Pass(world.kinds(), false).observe(look(scope, world));
        Scope wider = scopes.widened(scope, outlook, world.kinds()).orElseThrow();
        assertEquals(Set.of(Thing.id("bridge", "br0"), Thing.id("link", "red:eth0"), Thing.id("route", "red:default")), ids(wider));
        assertEquals(Optional.empty(), scopes.widened(wider, outlook, world.kinds()));
    }

    private static Set<ResourceId> ids(Scope scope) {
        Set<ResourceId> ids = new HashSet<>();
        scope.part().all().forEach(resource -> ids.add(resource.id()));
        return ids;
    }

    private static Look look(Scope scope, World world) {
        return scope.look(new Mark("lab"), scope.all(), world.look(scope.all()).memory(), false);
    }

    private static void pass(World world, Resources all, Set<Place> places) {
        Scopes scopes = new Scopes(all);
        Scope scope = scopes.of(places);
        Pass pass = new Pass(world.kinds(), false);
        Outlook outlook = pass.observe(look(scope, world));
        for (Optional<Scope> wider = scopes.widened(scope, outlook, world.kinds()); wider.isPresent();
                wider = scopes.widened(scope, outlook, world.kinds())) {
            scope = wider.get();
            outlook = pass.observe(look(scope, world));
        }
        Scope last = scope;
        assertTrue(pass.run(outlook, () -> look(last, world)).converged());
    }

    private static Resources topology(Random random) {
        List<String> lines = new ArrayList<>();
        for (String room : ROOMS) {
            String prefix = room.isEmpty() ? "" : room + ":";
            String needs = room.isEmpty() ? "" : "namespace/" + room;
            if (!room.isEmpty()) {
                lines.add("namespace " + room);
            }
            lines.add("bridge " + prefix + "br0 mtu=1500 state=up" + (needs.isEmpty() ? "" : " needs=" + needs));
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                String on = random.nextBoolean() ? "bridge/" + prefix + "br0" : "bridge/br0";
                String more = needs.isEmpty() ? on : needs + "," + on;
                lines.add("link " + prefix + "eth" + i + " mtu=1500 state=up needs=" + more);
                if (random.nextBoolean()) {
                    lines.add("route " + prefix + "net" + i + " via=x needs=link/" + prefix + "eth" + i);
                }
            }
        }
        lines.sort((a, b) -> rank(a) - rank(b));
        return Thing.all(lines.toArray(String[]::new));
    }

    private static int rank(String line) {
        return List.of("namespace", "bridge", "link", "route").indexOf(line.substring(0, line.indexOf(' ')));
    }

    private static World made(Resources all) {
        World world = new World();
        all.all().forEach(resource -> world.put((Thing) resource, Owner.OURS));
        return world;
    }

    /** Something happens to what is in this room, as it does in a kernel: what depends on a thing that goes, goes with it. */
    private static void damage(World world, String room, Random random) {
        List<ResourceId> here = new ArrayList<>();
        world.there.keySet().forEach(id -> {
            if (id.netns().value().equals(room) && !id.kind().equals("namespace")) {
                here.add(id);
            }
        });
        BiConsumer<String, String> set = (field, value) -> {
            ResourceId id = here.get(random.nextInt(here.size()));
            world.put(world.there.get(id).value().with(field, value), Owner.OURS);
        };
        switch (random.nextInt(here.isEmpty() ? 1 : 5)) {
            case 0 -> world.put("link " + (room.isEmpty() ? "" : room + ":") + "extra" + random.nextInt(5));
            case 1 -> set.accept("mtu", "9000");
            case 2 -> set.accept("state", "down");
            case 3 -> set.accept("fixed", "1");
            default -> remove(world, here.get(random.nextInt(here.size())));
        }
    }

    private static void remove(World world, ResourceId id) {
        world.there.remove(id);
        for (Observed<Thing> seen : List.copyOf(world.there.values())) {
            if (seen.value().data().needs().contains(id)) {
                remove(world, seen.value().id());
            }
        }
    }

    private static Map<ResourceId, Thing> values(World world) {
        Map<ResourceId, Thing> values = new HashMap<>();
        world.there.forEach((id, seen) -> values.put(id, seen.value()));
        return values;
    }
}
