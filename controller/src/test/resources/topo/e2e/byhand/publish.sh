for name in web neighbour box client; do
    ip netns add $name
    ip -n $name link set lo up
done
ip -n box link add br0 type bridge
ip -n box address add 10.23.0.1/24 dev br0
ip -n box link set br0 up
host=2
for name in web neighbour; do
    ip -n box link add veth-$name type veth peer name eth0 netns $name
    ip -n box link set veth-$name master br0
    ip -n box link set veth-$name up
    ip -n $name address add 10.23.0.$host/24 dev eth0
    ip -n $name link set eth0 up
    ip -n $name route add default via 10.23.0.1
    host=$((host + 1))
done
bridge -n box link set dev veth-web hairpin on
ip -n box link add front type veth peer name eth0 netns client
ip -n box address add 203.0.113.1/24 dev front
ip -n box link set front up
ip -n client address add 203.0.113.2/24 dev eth0
ip -n client link set eth0 up
ip netns exec box sysctl -q -w net.ipv4.ip_forward=1
nat="ip netns exec box iptables -t nat"
$nat -A PREROUTING -p tcp --dport 8000 -m addrtype --dst-type LOCAL -j DNAT --to-destination 10.23.0.2:80
$nat -A OUTPUT -p tcp --dport 8000 ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DNAT --to-destination 10.23.0.2:80
$nat -A POSTROUTING -p tcp -s 10.23.0.0/24 -d 10.23.0.2 --dport 80 -m conntrack --ctstate DNAT -j MASQUERADE
$nat -A POSTROUTING -p tcp ! -o lo -d 10.23.0.2 --dport 80 -m addrtype --src-type LOCAL -m conntrack --ctstate DNAT -j MASQUERADE
