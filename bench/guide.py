#!/usr/bin/env python3
"""What the platform's guide "Creating generalized images without a provisioning agent" asks of a script, in our own words.

    guide.py WIRESERVER [IMDS HOSTNAME-FILE]        (ADDRESS:PORT, ADDRESS:PORT, where to write the name)

It fetches the goal state, reports Ready, and takes the host name from IMDS. The guide's unit does the last part with
curl, bash and hostnamectl, and then runs systemctl: doing it here, in the same process and into a file, favours the script.
"""
import http.client
import sys
from xml.etree import ElementTree

wireserver_address = sys.argv[1]
HEADERS = {"x-ms-version": "2012-11-30", "x-ms-agent-name": "custom-provisioning"}


def child(parent, name, text=None):
    element = ElementTree.SubElement(parent, name)
    element.text = text
    return element


print("Retrieving the goal state from the WireServer")
wireserver = http.client.HTTPConnection(wireserver_address)
wireserver.request("GET", "/machine?comp=goalstate", headers=HEADERS)
answer = wireserver.getresponse()
if answer.status != 200:
    sys.exit("Unable to connect with wireserver")
goal_state = ElementTree.fromstring(answer.read())
container_id = goal_state.findtext("Container/ContainerId")
instance_id = goal_state.findtext("Container/RoleInstanceList/RoleInstance/InstanceId")
print(f"ContainerId: {container_id}")
print(f"InstanceId: {instance_id}")

health = ElementTree.Element("Health")
child(health, "GoalStateIncarnation", goal_state.findtext("Incarnation"))
container = child(health, "Container")
child(container, "ContainerId", container_id)
role = child(child(container, "RoleInstanceList"), "Role")
child(role, "InstanceId", instance_id)
child(child(role, "Health"), "State", "Ready")
report = ElementTree.tostring(health, encoding="utf-8")
print(f"Sending the report: {report.decode()}")
wireserver = http.client.HTTPConnection(wireserver_address)
wireserver.request("POST", "/machine?comp=health", body=report, headers={**HEADERS, "Content-Type": "text/xml;charset=utf-8"})
answer = wireserver.getresponse()
print(f"Response: {answer.status} {answer.reason}")
if answer.status != 200:
    sys.exit(1)

if len(sys.argv) > 2:
    imds = http.client.HTTPConnection(sys.argv[2])
    imds.request("GET", "/metadata/instance/compute/name?api-version=2019-06-01&format=text", headers={"Metadata": "true"})
    answer = imds.getresponse()
    if answer.status != 200:
        sys.exit("Unable to read the host name from IMDS")
    with open(sys.argv[3], "w", encoding="ascii") as file:
        file.write(answer.read().decode() + "\n")
