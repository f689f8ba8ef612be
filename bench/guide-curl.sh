#!/bin/sh
# The same three requests as guide.py, with curl and sed: what an image with no Python would do.
#   guide-curl.sh WIRESERVER IMDS HOSTNAME-FILE        (ADDRESS:PORT, ADDRESS:PORT, where to write the name)
set -eu

element() { # NAME: the first element of this name in the goal state
    printf '%s' "$goal_state" | sed -n "s:.*<$1>\([^<]*\)</$1>.*:\1:p" | head -n 1
}

goal_state=$(curl --fail --silent --show-error --noproxy '*' -H 'x-ms-version: 2012-11-30' -H 'x-ms-agent-name: azure-vm-register' \
    "http://$1/machine?comp=goalstate")
incarnation=$(element Incarnation)
container=$(element ContainerId)
instance=$(element InstanceId)
echo "ContainerId: $container"
echo "InstanceId: $instance"

curl --fail --silent --show-error --noproxy '*' -X POST -H 'x-ms-version: 2012-11-30' -H 'x-ms-agent-name: azure-vm-register' \
    -H 'Content-Type: text/xml;charset=utf-8' "http://$1/machine?comp=health" \
    -d "<Health><GoalStateIncarnation>$incarnation</GoalStateIncarnation><Container><ContainerId>$container</ContainerId><RoleInstanceList><Role><InstanceId>$instance</InstanceId><Health><State>Ready</State></Health></Role></RoleInstanceList></Container></Health>"

curl --fail --silent --show-error --noproxy '*' -H 'Metadata: true' \
    "http://$2/metadata/instance/compute/name?api-version=2019-06-01&format=text" >"$3"
