package topo.api.yaml;

import topo.api.Resource;
import topo.api.Resources;
import topo.api.yaml.YamlNode.Place;

/** One entry of a list: its text, the resource that it reads as (null if it does not), and whether it has no problem of its own. */
record Entry<R extends Resource>(Kind<R> kind, YamlMap map, R resource, boolean isClean) {

    Place place() {
        return map.place();
    }

    /** Where it is, for an error at another place of the same file: {@code spec.veths[0] at line 12}. */
    String where() {
        return place().path() + " at line " + place().line();
    }

    /** Lets the kind check it against the whole topology, unless it has problems already. */
    void check(Resources all) {
        if (isClean && resource != null) {
            try {
                kind.check(resource, map, all);
            } catch (IllegalArgumentException wrong) {
                map.problem(wrong.getMessage());
            }
        }
    }
}
