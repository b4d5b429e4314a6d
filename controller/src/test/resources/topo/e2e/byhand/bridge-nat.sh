for name in red blue gateway outside; do
    ip netns add $name
    ip -n $name link set lo up
done
ip -n gateway link add br0 type bridge
ip -n gateway address add 10.22.0.1/24 dev br0
ip -n gateway link set br0 up
host=2
for name in red blue; do
    ip -n gateway link add veth-$name type veth peer name eth0 netns $name
    ip -n gateway link set veth-$name master br0
    ip -n gateway link set veth-$name up
    ip -n $name address add 10.22.0.$host/24 dev eth0
    ip -n $name link set eth0 up
    ip -n $name route add default via 10.22.0.1
    host=$((host + 1))
done
ip -n gateway link add uplink type veth peer name eth0 netns outside
ip -n gateway address add 198.51.100.2/24 dev uplink
ip -n gateway link set uplink up
ip -n outside address add 198.51.100.1/24 dev eth0
ip -n outside link set eth0 up
ip -n gateway route add default via 198.51.100.1
ip netns exec gateway sysctl -q -w net.ipv4.ip_forward=1
ip netns exec gateway iptables -t nat -A POSTROUTING -s 10.22.0.0/24 -o uplink -j MASQUERADE
