# Runs the platform requests of Debian's Azure Linux agent in this process and prints the result as JSON.
# Arguments: an empty directory, ovf-env.xml.
import json
import os
import sys
import uuid

import azurelinuxagent.common.conf as conf
from azurelinuxagent.common.datacontract import set_properties
from azurelinuxagent.common.protocol.imds import get_imds_client
from azurelinuxagent.common.protocol.ovfenv import OvfEnv
from azurelinuxagent.common.protocol.restapi import ProvisionStatus, VMStatus
from azurelinuxagent.common.protocol.wire import WireProtocol
from azurelinuxagent.common.telemetryevent import TelemetryEvent, TelemetryEventParam

directory = sys.argv[1]
ENDPOINT = "168.63.129.16"
configuration = os.path.join(directory, "waagent.conf")
with open(configuration, "w") as file:
    file.write("Lib.Dir=%s\nOS.OpensslPath=/usr/bin/openssl\n" % directory)
conf.load_conf_from_file(configuration)

result = {}
protocol = WireProtocol(ENDPOINT)
protocol.detect()
goal_state = protocol.client.get_goal_state()
result["incarnation"] = goal_state.incarnation
result["container"] = goal_state.container_id
result["instance"] = goal_state.role_instance_id
result["config"] = goal_state.role_config_name
vm = protocol.get_vminfo()
result["vm"] = vm.vmName
result["tenant"] = vm.tenantName
result["certificates"] = sorted(certificate.thumbprint for certificate in protocol.get_certs().certificates)
result["privateKeys"] = sorted(name[:-4] for name in os.listdir(directory) if name.endswith(".prv") and len(name) == 44)
extensions = protocol.get_extensions_goal_state()
result["source"] = type(extensions).__name__
result["statusBlob"] = extensions.status_upload_blob
result["statusBlobType"] = extensions.status_upload_blob_type
result["extensions"] = len(extensions.extensions)

status = ProvisionStatus(status="NotReady", subStatus="Provisioning", description="Starting <now> & here")
protocol.report_provision_status(status)
status = ProvisionStatus(status="Ready")
status.properties.certificateThumbprint = "SHA256abcdef"
protocol.report_provision_status(status)

event = TelemetryEvent(1, "69B669B9-4AF8-4C50-BDC4-6006FA76E975")
event.parameters.append(TelemetryEventParam("Name", "Provision"))
event.parameters.append(TelemetryEventParam("Message", "a < b & c"))
protocol.report_event([event])

plugin = protocol.client.get_host_plugin()
result["plugin"] = plugin.get_api_versions()
result["pluginIsHealthy"] = plugin.get_health()
protocol.client.status_blob.set_vm_status(VMStatus(status="Ready", message="provisioned"))
protocol.client.status_blob.prepare("BlockBlob")
plugin.put_vm_status(protocol.client.status_blob, extensions.status_upload_blob, extensions.status_upload_blob_type)
plugin.put_vm_log(b"PK not really a zip")

compute = get_imds_client(ENDPOINT).get_compute()
result["location"] = compute.location
result["vmId"] = compute.vmId
result["imdsIsHealthy"] = get_imds_client(ENDPOINT).validate()[0]

with open(sys.argv[2], encoding="utf-8") as file:
    ovf = OvfEnv(file.read())
result["ovf"] = {
    "hostname": ovf.hostname,
    "username": ovf.username,
    "password": ovf.user_password,
    "disablePassword": ovf.disable_ssh_password_auth,
    "customData": ovf.customdata,
    "publicKeys": [list(key) for key in ovf.ssh_pubkeys],
    "keyPairs": [list(key) for key in ovf.ssh_keypairs],
    "guestAgent": ovf.provision_guest_agent,
}
print(json.dumps(result))
