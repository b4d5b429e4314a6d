# To be sourced: which Java topo runs on.

# JAVA_HOME; else the newest Java from 25 on, which archives classes already linked and so starts quicker; else the one of the path.
find_java() {
    if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
        java=$JAVA_HOME/bin/java
        version "$JAVA_HOME/release"
        return
    fi
    java= newest=24
    for release in /usr/lib/jvm/*/release; do
        version "$release"
        if [ "$version" -gt "$newest" ] && [ -x "${release%release}bin/java" ]; then
            java=${release%release}bin/java newest=$version
        fi
    done
    version=$newest
    [ -n "$java" ] || { version=0; java=$(command -v java) || java=; }
}

# Which Java it is, as the file "release" beside it tells; 0 if it does not.
version() {
    version=0
    [ -r "$1" ] || return 0
    while IFS='="' read -r key _ value _; do
        [ "$key" != JAVA_VERSION ] || { version=${value%%[!0-9]*}; break; }
    done <"$1"
    [ -n "$version" ] || version=0
}

# Sets "java" (empty if there is none), "version" (0 if not known) and the kind of class-data archive that it reads.
choose_java() {
    find_java
    if [ "$version" -ge 25 ]; then kind=aot use=-XX:AOTCache; else kind=jsa use=-XX:SharedArchiveFile; fi
}
