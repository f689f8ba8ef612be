# Runs the platform requests of Debian's cloud-init data source for Azure in this process and prints the result as JSON.
# Arguments: an empty directory, ovf-env.xml.
import json
import os
import sys

os.chdir(sys.argv[1])

from cloudinit.sources import DataSourceAzure as azure
from cloudinit.sources.helpers.azure import get_metadata_from_fabric, report_failure_to_fabric

ENDPOINT = "168.63.129.16"
result = {}
with open(sys.argv[2], encoding="utf-8") as file:
    metadata, user_data, settings = azure.read_azure_ovf(file.read())
user = settings["system_info"]["default_user"]
result["ovf"] = {
    "hostname": metadata["local-hostname"],
    "username": user["name"],
    "hasPassword": "hashed_passwd" in user,
    "passwordLogin": settings["ssh_pwauth"],
    "customData": user_data.decode() if user_data else "",
    "publicKeys": settings.get("_pubkeys", []),
    "preprovisioned": settings["PreprovisionedVMType"],
}
document = azure.get_metadata_from_imds(retries=10, md_type=azure.MetadataType.ALL, api_version=azure.IMDS_VER_WANT)
result["imds"] = {
    "username": azure._username_from_imds(document),
    "hostname": azure._hostname_from_imds(document),
    "disablePassword": azure._disable_password_from_imds(document),
    "userData": azure._userdata_from_imds(document),
    "keys": [key["keyData"] for key in document["compute"]["publicKeys"]],
    "pps": document["extended"]["compute"]["ppsType"],
    "hasCustomData": document["extended"]["compute"]["hasCustomData"],
    "network": azure.generate_network_config_from_instance_network_metadata(document["network"]),
}
report_failure_to_fabric(ENDPOINT, "result=error|reason=tried & failed")
result["keys"] = get_metadata_from_fabric(ENDPOINT, pubkey_info=settings.get("_pubkeys"))
print(json.dumps(result))
