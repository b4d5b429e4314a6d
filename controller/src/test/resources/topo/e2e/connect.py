"""connect.py ADDRESS COUNT: makes that many connections to port 80, one after the other, and prints each answer's body on a line."""
import http.client
import sys

for _ in range(int(sys.argv[2])):
    connection = http.client.HTTPConnection(sys.argv[1], timeout=10)
    connection.request("GET", "/")
    print(connection.getresponse().read().decode().strip())
    connection.close()
