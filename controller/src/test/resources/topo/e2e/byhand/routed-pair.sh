sysctl -q -w net.ipv4.ip_forward=1
subnet=1
for name in left right; do
    ip netns add $name
    ip link add veth-$name type veth peer name eth0 netns $name
    ip address add 10.21.$subnet.1/24 dev veth-$name
    ip link set veth-$name up
    ip -n $name address add 10.21.$subnet.2/24 dev eth0
    ip -n $name link set lo up
    ip -n $name link set eth0 up
    ip -n $name route add default via 10.21.$subnet.1
    subnet=$((subnet + 1))
done
