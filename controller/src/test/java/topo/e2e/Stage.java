package topo.e2e;

/** Scripts that set a sandbox up for what a test is about. */
final class Stage {
    /** From now on iptables-restore notes in /run/started that it began, and its process id, and goes on once there is a file /run/release. */
    static final String SLOW_RESTORE = """
            cp -a /etc/alternatives /run/alternatives
            rm /run/alternatives/iptables-restore
            mount --bind /run/alternatives /etc/alternatives
            cat >/etc/alternatives/iptables-restore <<'END'
            #!/bin/sh
            echo $$ >/run/starting
            mv /run/starting /run/started
            for i in $(seq 600); do
                test ! -e /run/release || break
                sleep 0.1
            done
            exec /usr/sbin/iptables-nft-restore "$@"
            END
            chmod 755 /etc/alternatives/iptables-restore
            """;

    private Stage() {}
}
