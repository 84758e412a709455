"""Small Salesforce clients: thin wrappers that take the simulator's answers as they come.

    pip install -r Tests/clients/requirements-salesforce.txt
    SIMULATOR="crosswalk simulate salesforce" pytest Tests/clients/check_small_clients.py
"""

import json

from simulated import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, CONTACTS, PASSWORD, USERNAME

MY_DOMAIN = "https://acme.my.salesforce.com"


# kinetic-core


def test_kinetic_core_reads_and_writes(simulator):
    from kinetic_core.auth.oauth_auth import OAuthAuthenticator
    from kinetic_core.core.client import SalesforceClient

    client = SalesforceClient(OAuthAuthenticator(CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD).authenticate())
    assert len(client.query("SELECT Id FROM Contact")) >= CONTACTS and client.count("Account") >= ACCOUNTS
    made = client.create("Account", {"Name": "Kinetic"})
    assert client.update("Account", made, {"Industry": "Energy"})
    assert client.get("Account", made, ["Industry"])["Industry"] == "Energy"
    assert client.upsert("Account", "External_ID__c", "kinetic-1", {"Name": "Kinetic one"})
    good, bad = client.create_batch("Account", [{"Name": "Kinetic two"}, {"Name": ""}])
    assert good["success"] and bad["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    assert "Product2" in [entry["name"] for entry in client.list_objects()]
    result = client.bulk.insert("Account", [{"Name": "Kinetic bulk"}, {"Name": ""}])
    assert (len(result.success_records), len(result.failed_records)) == (1, 1)
    assert len(client.bulk.query("SELECT Id, LastName FROM Contact").records) >= CONTACTS
    assert client.delete("Account", made)


# pysalesforceutils: REST, both Bulk APIs, graphs


def test_pysalesforceutils_reads_and_writes(simulator, tmp_path):
    from pysalesforceutils import Authentication, Bulk, Bulk2, Standard

    login = Authentication.get_oauth_login(USERNAME, PASSWORD + "TOKEN", CLIENT_ID, CLIENT_SECRET, True)
    session = (login["access_token"], login["instance_url"])
    page = Standard.query("SELECT Id FROM Contact", *session)
    assert len(Standard.get_next_query_batch(page["nextRecordsUrl"], *session)["records"]) == 2000
    records = [{"attributes": {"type": "Account"}, "Name": "Utils"}, {"attributes": {"type": "Account"}}]
    rolled, failed = Standard.create_sobject_rows(records, True, False, *session)
    assert rolled["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK" and not failed["success"]
    made, _ = Standard.create_sobject_rows(records, False, False, *session)
    assert Standard.get_sobject_row("Account", made["id"], "Name", *session)["Name"] == "Utils"
    address = "/services/data/v62.0/sobjects"
    graph = [
        {"method": "POST", "url": f"{address}/Account", "referenceId": "a", "body": {"Name": "Graph"}},
        {"method": "POST", "url": f"{address}/Contact", "referenceId": "c", "body": {"LastName": "G", "AccountId": "@{a.id}"}},
    ]
    answer = Standard.graph_composite_request({"graphs": [{"graphId": "1", "compositeRequest": graph}]}, *session)
    assert answer["graphs"][0]["isSuccessful"]
    path = tmp_path / "utils.txt"
    path.write_bytes(b"\x00\xff\n")
    with path.open("rb") as file:
        version = {"Title": "Utils", "PathOnClient": "utils.txt", "FirstPublishLocationId": made["id"]}
        sent = json.loads(Standard.create_sobject_blob_record("ContentVersion", version, file, *session))
    assert Standard.get_sobject_blob("ContentVersion", sent["id"], *session).content == b"\x00\xff\n"
    good, bad = Bulk.insert_sobject_rows("Account", [{"Name": "Utils bulk"}, {"Name": None}], 100, 1, *session)
    assert good["success"] and bad["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    job = Bulk2.create_job("Account", "insert", None, "COMMA", "CSV", "LF", *session)["id"]
    Bulk2.upload_csv_batch("Name\nUtils 2\n", job, *session)
    Bulk2.change_job_state("UploadComplete", job, *session)
    assert Bulk2.get_job_status(job, 1, False, *session)["state"] == "JobComplete"


# cloudy-salesforce: collections


def test_cloudy_salesforce_writes_collections(simulator):
    from cloudy_salesforce.client.auth import UsernamePasswordAuthentication
    from cloudy_salesforce.client.salesforceclient import SalesforceClient
    from cloudy_salesforce.collections import delete, insert, upsert

    client = SalesforceClient(UsernamePasswordAuthentication(username=USERNAME, password=PASSWORD, security_token="TOKEN"))
    made = insert("Account", [{"Name": "Cloudy one"}, {"Name": "Cloudy two"}], client=client)
    assert [row.success for row in made] == [True, True]
    [kept] = upsert(
        "Account", [{"External_ID__c": "cloudy-1", "Name": "Cloudy"}], external_id_field="External_ID__c", client=client)
    assert kept.success
    assert all(row.success for row in delete("Account", [{"Id": row.id} for row in made], client=client))


# SalesforceRESTAPI


def test_salesforcerestapi_reads_and_writes(simulator):
    from SalesforceRESTAPI import SalesforceRESTAPI

    SalesforceRESTAPI.authenticate(CLIENT_ID, CLIENT_SECRET, MY_DOMAIN)
    client = SalesforceRESTAPI()
    made = client.create_record("Account", Name="Rest")
    client.update_record("Account", made, Industry="Energy")
    assert client.verify_record("Account", made, Industry="Energy")
    assert len(client.query_all("SELECT Id FROM Contact")["records"]) >= CONTACTS
    result = client.bulk_insert_records("Account", [{"Name": "Rest bulk"}, {"Name": ""}])
    assert (result["records_processed"], result["records_failed"]) == (2, 1)
    client.revoke()


# sfbulkapiv2


def test_sfbulkapiv2_queries_and_writes(simulator):
    from sfbulkapiv2 import Bulk

    client = Bulk(CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD, False)
    client.JOB_STATUS_CHECK_INTERVAL = 0.1
    assert len(client.query("SELECT Id FROM Contact").splitlines()) > CONTACTS
    client.insert("Account", "Name,External_ID__c\nBulk v2,bulk-v2\n")
    assert len(client.query("SELECT Id FROM Account WHERE External_ID__c = 'bulk-v2'").splitlines()) == 2


# salespyforce


def test_salespyforce_reads_and_writes(simulator):
    from salespyforce import Salesforce

    login = {"base_url": MY_DOMAIN, "endpoint_url": f"{MY_DOMAIN}/services/oauth2/token", "org_id": "00D5g000008Xw1z"}
    user = {"username": USERNAME, "password": PASSWORD, "security_token": "TOKEN"}
    client = Salesforce(connection_info=login | user | {"client_key": CLIENT_ID, "client_secret": CLIENT_SECRET})
    assert client.current_user_info["email"] == USERNAME
    page = client.soql_query('SELECT Id, Name FROM Contact WHERE LastName != "nobody"')
    rest = client.soql_query(page["nextRecordsUrl"], next_records_url=True)
    assert len(page["records"]) == len(rest["records"]) == 2000
    assert client.search_string("Last4711")["searchRecords"][0]["attributes"]["type"] == "Contact"
    assert client.describe_object("Account")["keyPrefix"] == "001"
    made = client.create_sobject_record("Account", {"Name": "Salespy"})["id"]
    client.update_sobject_record("Account", made, {"Industry": "Energy"})
    assert client.can_access_record("edit", made) and not client.can_access_record("read", "001000000000000AAA")
    assert client.get(f"/services/data/v62.0/sobjects/Account/{made}")["Industry"] == "Energy"
    assert client.get_org_limits()["DailyApiRequests"]["Remaining"] > 0
    assert client.knowledge.get_articles_list(query="nothing")["articles"] == []


# forcepy


def test_forcepy_reads_and_writes(simulator):
    import requests
    from forcepy import Salesforce

    grant = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    token = requests.post(f"{MY_DOMAIN}/services/oauth2/token", grant).json()
    client = Salesforce(session_id=token["access_token"], instance_url=token["instance_url"], version="62.0")
    # It sends a token only where it logged in itself.
    client.session.headers["Authorization"] = f"Bearer {client.session_id}"
    assert sum(len(page) for page in client.iterquery("SELECT Id FROM Contact", threaded=True)) >= CONTACTS
    assert client.get_object_type_from_id("0015g0000000000AAA") == "Account"
    assert "Banking" in [value["value"] for value in client.get_picklist_values("Account", "Industry")]
    assert client.is_sandbox is False
    made = client.sobjects.Account.post(Name="Forcepy")["id"]
    client.sobjects.Account[made].patch(Industry="Energy")
    assert client.sobjects.Account.get(Name="Forcepy")["Industry"] == "Energy"
    request = client.composite(all_or_none=True)
    request.post("/services/data/v62.0/sobjects/Account", "a", {"Name": "Forcepy two"})
    request.get("/services/data/v62.0/sobjects/Account/@{a.id}", "b")
    assert request.execute().all_succeeded()
    client.sobjects.Account[made].delete()
