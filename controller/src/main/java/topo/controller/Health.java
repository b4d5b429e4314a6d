package topo.controller;

/** How keeping it true goes; from good to what counts more. */
public enum Health {
    HEALTHY("Healthy"),
    /** Being made, or tried again after the first failures. */
    PROGRESSING("Progressing"),
    /** It keeps failing, belongs to somebody else, or cannot be seen. */
    DEGRADED("Degraded"),
    /** Somebody undoes what is repaired, again and again. */
    CONTENDED("Contended"),
    /** Left alone because somebody asked for it. */
    PAUSED("Paused");

    private final String word;

    Health(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    Health and(Health other) {
        return other.compareTo(this) > 0 ? other : this;
    }
}
