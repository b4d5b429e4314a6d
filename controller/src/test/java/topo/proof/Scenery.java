package topo.proof;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What other people have on a host: a container engine's bridge, chains, namespaces and cgroups, an administrator's routes and rules;
 * some of it with names, prefixes, addresses and marks as near to a topology's as can be.
 */
final class Scenery {
    /** Somebody else uses the protocol number that topo marks its routes with. */
    static final String FOREIGN_ROUTE_OF_OUR_PROTOCOL = "172.31.0.0/16 ";
    /**
     * Settings of the host that a topology of the tests declares, and what the kernel changes with net.ipv4.ip_forward
     * (inet_forward_change): what all interfaces forward, and whether they accept redirects.
     */
    static final Pattern DECLARED = Pattern.compile("/ip_forward:|/ipv4/conf/[^/]+/forwarding:|/conf/all/(accept_redirects|log_martians):");
    /** The namespaces that can be looked into. */
    static final List<String> NAMESPACES = List.of("theirs", "other");

    private static final String MAKE = """
            for name in theirs other; do
                ip netns add $name
                nsenter --net=/run/netns/$name -- sh -c 'for f in all default; do echo 0 >/proc/sys/net/ipv6/conf/$f/accept_dad; done'
            done
            touch /run/netns/halfmade
            ip netns add stacked
            mount --bind /run/netns/theirs /run/netns/stacked
            for f in all default; do echo 0 >/proc/sys/net/ipv6/conf/$f/accept_dad; done
            ip link add docker0 type bridge
            ip link add vethd type veth peer name eth0 netns theirs
            ip link set vethd master docker0
            ip address add 172.17.0.1/16 dev docker0
            ip address add fd17::1/64 dev docker0 nodad
            ip link set docker0 up
            ip link set vethd up
            ip -n theirs address add 172.17.0.2/16 dev eth0
            ip -n theirs link set lo up
            ip -n theirs link set eth0 up
            ip -n theirs route add default via 172.17.0.1
            ip -n theirs route add 10.50.0.0/16 via 172.17.0.1
            ip -n other link add br0 type bridge
            ip -n other link add eth0 type veth peer name port0
            ip -n other link set port0 master br0
            ip -n other address add 10.0.0.2/24 dev eth0
            ip -n other link set lo up; ip -n other link set eth0 up; ip -n other link set port0 up; ip -n other link set br0 up
            ip route add 10.50.0.0/16 via 172.17.0.2 metric 500
            ip route add 10.50.0.0/16 via 172.17.0.2 table 77
            ip route add 10.0.0.0/24 via 172.17.0.2 table 77
            ip route add 10.0.0.0/24 via 172.17.0.2 metric 7
            ip route add 172.31.0.0/16 via 172.17.0.2 proto 199
            ip -6 route add fd50::/64 via fd17::2 metric 2048
            ip rule add from 172.17.0.0/16 table 77 priority 700
            ip -6 rule add from fd17::/64 table 77 priority 700
            ip neighbour add 172.17.0.9 lladdr 02:00:00:00:00:09 dev docker0
            ip neighbour add proxy 172.17.0.10 dev docker0
            echo 1 >/proc/sys/net/ipv4/conf/vethd/forwarding
            echo 0 >/proc/sys/net/ipv4/conf/all/accept_redirects
            echo 1 >/proc/sys/net/ipv4/conf/docker0/route_localnet
            echo 4096 65536 6291456 >/proc/sys/net/ipv4/tcp_rmem
            for kind in nft legacy; do
                for table in filter nat mangle raw; do
                    for tables in iptables-$kind ip6tables-$kind; do $tables -t $table -N THEIRS; done
                done
                docker="iptables-$kind -w"
                for chain in DOCKER DOCKER-USER DOCKER-ISOLATION-STAGE-1; do $docker -N $chain; done
                $docker -P FORWARD DROP
                $docker -A FORWARD -j DOCKER-USER
                $docker -A FORWARD -j DOCKER-ISOLATION-STAGE-1
                $docker -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                $docker -A FORWARD -o docker0 -j DOCKER
                $docker -A DOCKER-USER -j RETURN
                $docker -A DOCKER-ISOLATION-STAGE-1 -j RETURN
                $docker -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
                $docker -t nat -N DOCKER
                $docker -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
                $docker -t nat -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
                $docker -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
                $docker -t nat -A POSTROUTING -s 10.0.0.0/24 -m comment --comment "theirs, not topo:lab" -j MASQUERADE
                $docker -t nat -A DOCKER -i docker0 -j RETURN
                $docker -t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80
                ip6tables-$kind -t nat -A POSTROUTING -s fd17::/64 -j MASQUERADE
            done
            nft add table inet theirs
            nft add chain inet theirs input '{ type filter hook input priority 10; policy accept; }'
            nft add rule inet theirs input tcp dport 22 counter accept
            """;
    private static final String MAKE_CGROUP = """
            sleep 100000 & pid=$!
            for place; do
                mkdir "$place/theirs" "$place/theirs/inside"
                for set in cpuset.cpus cpuset.mems; do
                    test ! -e "$place/theirs/$set" || test -e "$place/cgroup.controllers" || {
                        cat "$place/$set" >"$place/theirs/$set"; cat "$place/$set" >"$place/theirs/inside/$set"; }
                done
                test ! -e "$place/theirs/pids.max" || echo 77 >"$place/theirs/pids.max"
                echo $pid >"$place/theirs/inside/cgroup.procs"
            done
            echo $pid
            """;

    private Scenery() {}

    /** Makes all of it in this process's namespaces; returns the process that is in a foreign cgroup. */
    static ProcessHandle make(CgroupFolders cgroups) {
        Script.run(MAKE);
        String[] places = cgroups.places().stream().map(Object::toString).toArray(String[]::new);
        String pid = Script.run(MAKE_CGROUP.replace("& pid", ">/dev/null 2>&1 & pid"), places).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }
}
