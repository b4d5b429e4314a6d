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

# Of an archive for Java 25 or later the JVM loads every class at each start, needed or not. So there are two of that kind: one with all that
# commands load, and a lean one beside it for those that build and compare, with no controller to talk to and no JSON.
# choose_archive ARCHIVE WORD...: sets "data" to the one for these words of topo's; empty if there is none.
choose_archive() {
    data=$1
    shift
    [ -s "$data" ] || { data=; return 0; }
    lean=${data%.aot}-lean.aot
    case ${1-} in
        apply | destroy | diff) [ "$kind" = aot ] && [ -s "$lean" ] || return 0 ;;
        *) return 0 ;;
    esac
    for word; do
        case $word in -h | --help | -o* | --output*) return 0 ;; esac
    done
    [ "${TOPO_SOCKET-}" != none ] && [ -S "${TOPO_RUN_DIR:-/run/topo}/topo.sock" ] || data=$lean
}
