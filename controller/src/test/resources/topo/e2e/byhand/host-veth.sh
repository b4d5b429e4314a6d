ip netns add guest
ip link add veth-guest type veth peer name eth0 netns guest
ip address add 10.20.0.1/24 dev veth-guest
ip link set veth-guest up
ip -n guest address add 10.20.0.2/24 dev eth0
ip -n guest link set lo up
ip -n guest link set eth0 up
