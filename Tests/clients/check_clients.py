"""Third-party Salesforce clients at work on the simulator: they must not notice that it is none.

    pip install -r Tests/clients/requirements-salesforce.txt
    SIMULATOR="crosswalk simulate salesforce" pytest Tests/clients/check_clients.py
"""

import asyncio
import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from simulated import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, CONTACTS, PASSWORD, REFRESH_TOKEN, USERNAME


# simple-salesforce


@pytest.fixture(scope="session")
def sf(simulator):
    from simple_salesforce import Salesforce

    return Salesforce(consumer_key=CLIENT_ID, consumer_secret=CLIENT_SECRET, domain="acme.my", version="62.0")


def test_simple_salesforce_logs_in_every_way(simulator):
    import requests
    from simple_salesforce import Salesforce, SalesforceAuthenticationFailed

    soap = Salesforce(username=USERNAME, password=PASSWORD, security_token="TOKEN")
    password = Salesforce(username=USERNAME, password=PASSWORD, consumer_key=CLIENT_ID, consumer_secret=CLIENT_SECRET)
    organization = Salesforce(username=USERNAME, password=PASSWORD, organizationId="00D5g000008Xw1zEAC")
    token = requests.post(
        "https://acme.my.salesforce.com/services/oauth2/token",
        {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    ).json()
    direct = Salesforce(session_id=token["access_token"], instance_url=token["instance_url"])
    for client in (soap, password, organization, direct):
        assert client.query("SELECT count() FROM Account")["totalSize"] == ACCOUNTS
    with pytest.raises(SalesforceAuthenticationFailed) as refusal:
        Salesforce(username=USERNAME, password="wrong", security_token="")
    assert refusal.value.code == "INVALID_LOGIN"


def test_simple_salesforce_describes(sf):
    names = {entry["name"] for entry in sf.describe()["sobjects"]}
    assert {"Account", "Contact", "Lead", "User"} <= names
    contact = sf.Contact.describe()
    fields = {field["name"]: field for field in contact["fields"]}
    assert fields["AccountId"]["referenceTo"] == ["Account"] and fields["Email"]["type"] == "email"
    assert sf.Contact.metadata()["objectDescribe"]["name"] == "Contact"


def test_simple_salesforce_queries_and_pages(sf):
    from simple_salesforce import SalesforceMalformedRequest, format_soql

    result = sf.query("SELECT Id, Name, Account.Name FROM Contact ORDER BY Id")
    assert result["totalSize"] == CONTACTS and not result["done"] and len(result["records"]) == 2000
    everything = sf.query_all("SELECT Id, Email FROM Contact")
    assert len({record["Id"] for record in everything["records"]}) == CONTACTS
    some = list(sf.query_all_iter(format_soql("SELECT Id FROM Contact WHERE Email = {}", "P7@firm7.example")))
    assert len(some) == 1
    tree = sf.query("SELECT Name, (SELECT LastName FROM Contacts LIMIT 2) FROM Account WHERE External_ID__c = 'E-3'")
    assert tree["records"][0]["Contacts"]["totalSize"] == 2
    with pytest.raises(SalesforceMalformedRequest) as refusal:
        sf.query("SELECT Nope FROM Contact")
    assert refusal.value.content[0]["errorCode"] == "INVALID_FIELD"


def test_simple_salesforce_writes_rows(sf):
    from simple_salesforce import SalesforceMalformedRequest, SalesforceResourceNotFound

    created = sf.Account.create({"Name": "Rows Ltd", "External_ID__c": "R-1"})
    assert created["success"] and created["errors"] == [] and len(created["id"]) == 18
    assert sf.Account.update(created["id"], {"Industry": "Energy", "Website": None}) == 204
    row = sf.Account.get(created["id"])
    assert row["Industry"] == "Energy" and row["Website"] is None and row["attributes"]["type"] == "Account"
    assert sf.Account.get_by_custom_id("External_ID__c", "R-1")["Id"] == created["id"]
    assert sf.Account.upsert("External_ID__c/R-1", {"Name": "Rows & Co"}) == 200
    assert sf.Account.upsert("External_ID__c/R-2", {"Name": "Rows Two"}) == 201
    assert created["id"] in sf.Account.updated(*window())["ids"]
    assert sf.Account.delete(created["id"]) == 204
    assert created["id"] in [entry["id"] for entry in sf.Account.deleted(*window())["deletedRecords"]]
    with pytest.raises(SalesforceResourceNotFound):
        sf.Account.get(created["id"])
    with pytest.raises(SalesforceMalformedRequest) as refusal:
        sf.Account.create({"Industry": "Energy"})
    assert refusal.value.content[0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    assert refusal.value.content[0]["fields"] == ["Name"]


def window():
    import datetime

    now = datetime.datetime.now(datetime.timezone.utc)
    return now - datetime.timedelta(hours=1), now + datetime.timedelta(minutes=1)


def test_simple_salesforce_searches(sf):
    found = sf.search("FIND {Last4711} IN NAME FIELDS RETURNING Contact(Id, LastName)")
    assert [record["LastName"] for record in found["searchRecords"]] == ["Last4711"]
    assert sf.quick_search("Last4712")["searchRecords"][0]["attributes"]["type"] == "Contact"


def test_simple_salesforce_sees_limits_and_usage(sf):
    limits = sf.limits()
    assert limits["DailyApiRequests"]["Remaining"] < limits["DailyApiRequests"]["Max"]
    assert sf.api_usage["api-usage"].used > 0


def test_simple_salesforce_bulk_two_downloads(sf, tmp_path):
    pages = list(sf.bulk2.Contact.query("SELECT Id, LastName, Account.Name FROM Contact", max_records=2000))
    rows = [row for page in pages for row in csv.DictReader(io.StringIO(page))]
    assert len(pages) == 3 and len({row["Id"] for row in rows}) == CONTACTS
    assert {row["Account.Name"] for row in rows if row["LastName"] == "Last7"} == {'Firm 7 & Söhne, "Ltd"'}
    files = sf.bulk2.Contact.download("SELECT Id FROM Contact", path=str(tmp_path), max_records=50000)
    assert [file["number_of_records"] for file in files] == [CONTACTS]


def test_simple_salesforce_bulk_two_writes(sf):
    accounts = [{"Name": f"Bulk {n}", "External_ID__c": f"B-{n}"} for n in range(1000)]
    accounts[17]["Name"] = ""
    [result] = sf.bulk2.Account.insert(records=accounts)
    assert (result["numberRecordsProcessed"], result["numberRecordsFailed"]) == (1000, 1)
    failed = list(csv.DictReader(io.StringIO(sf.bulk2.Account.get_failed_records(result["job_id"]))))
    assert failed[0]["sf__Error"] == "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"
    assert failed[0]["sf__Id"] == "" and failed[0]["External_ID__c"] == "B-17"
    good = list(csv.DictReader(io.StringIO(sf.bulk2.Account.get_successful_records(result["job_id"]))))
    assert len(good) == 999 and {row["sf__Created"] for row in good} == {"true"}
    ids = {row["External_ID__c"]: row["sf__Id"] for row in good}

    [update] = sf.bulk2.Account.update(records=[{"Id": ids["B-1"], "Industry": "Energy"}, {"Id": ids["B-2"], "Industry": "#N/A"}])
    assert update["numberRecordsFailed"] == 0
    assert sf.Account.get(ids["B-1"])["Industry"] == "Energy"

    [upsert] = sf.bulk2.Account.upsert(
        records=[{"External_ID__c": "B-1", "Name": "Bulk one"}, {"External_ID__c": "B-new", "Name": "Bulk new"}],
        external_id_field="External_ID__c",
    )
    assert upsert["numberRecordsFailed"] == 0
    told = csv.DictReader(io.StringIO(sf.bulk2.Account.get_successful_records(upsert["job_id"])))
    assert {row["External_ID__c"]: row["sf__Created"] for row in told} == {"B-1": "false", "B-new": "true"}

    [delete] = sf.bulk2.Account.delete(records=[{"Id": id} for id in ids.values()])
    assert delete["numberRecordsProcessed"] == 999 and delete["numberRecordsFailed"] == 0
    assert sf.query("SELECT count() FROM Account WHERE External_ID__c LIKE 'B-%'")["totalSize"] == 1


def test_simple_salesforce_bulk_one(sf):
    results = sf.bulk.Account.insert([{"Name": f"Classic {n}"} for n in range(3)] + [{"Industry": "Energy"}])
    assert [result["success"] for result in results] == [True, True, True, False]
    assert results[3]["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    rows = sf.bulk.Account.query("SELECT Id, Name, LastModifiedDate FROM Account WHERE Name LIKE 'Classic%'")
    assert len(rows) == 3 and isinstance(rows[0]["LastModifiedDate"], int)
    deleted = sf.bulk.Account.delete([{"Id": row["Id"]} for row in rows])
    assert all(result["success"] for result in deleted)


@pytest.mark.parametrize(
    "name",
    ["User", "UserRole", "Opportunity", "OpportunityLineItem", "OpportunityContactRole", "Account", "Contact", "Lead",
     "Campaign", "CampaignMember", "Product2", "Pricebook2", "PricebookEntry", "Task", "Event"])
def test_simple_salesforce_reads_as_dlt_does(sf, name):
    """dlt's verified source describes an object, leaves out its compound fields, and reads the others page by page."""
    fields = getattr(sf, name).describe()["fields"]
    compound = {field["compoundFieldName"] for field in fields} - {None, "Name"}
    names = [field["name"] for field in fields if field["name"] not in compound]
    soql = f"SELECT {', '.join(names)} FROM {name} ORDER BY SystemModstamp ASC"
    rows = [row for page in getattr(sf.bulk, name).query_all(soql, lazy_operation=True) for row in page]
    assert all(set(names) <= set(row) for row in rows)
    assert len(rows) >= {"Contact": CONTACTS, "Account": ACCOUNTS, "User": 1}.get(name, 0)


def test_simple_salesforce_keeps_files(sf, tmp_path):
    account = sf.query("SELECT Id FROM Account LIMIT 1")["records"][0]["Id"]
    made = sf.Attachment.create({"Name": "a.bin", "ParentId": account, "Body": "AP8K"})["id"]
    assert sf.Attachment.get_base64(made) == b"\x00\xff\n"
    path = tmp_path / "b.bin"
    path.write_bytes(b"changed")
    assert sf.Attachment.update_base64(made, path) == 204 and sf.Attachment.get_base64(made) == b"changed"
    version = {"PathOnClient": "offer.pdf", "VersionData": "AP8K", "FirstPublishLocationId": account}
    made = sf.ContentVersion.create(version)["id"]
    assert sf.ContentVersion.get_base64(made, "VersionData") == b"\x00\xff\n"
    document = sf.ContentVersion.get(made)["ContentDocumentId"]
    links = sf.query(f"SELECT LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = '{document}'")["records"]
    assert account in [link["LinkedEntityId"] for link in links]


def test_simple_salesforce_describes_layouts(sf):
    layout = sf.Contact.describe_layout("012000000000000AAA")
    rows = [row for section in layout["editLayoutSections"] for row in section["layoutRows"]]
    names = [item["layoutComponents"][0]["value"] for row in rows for item in row["layoutItems"]]
    assert {"Name", "AccountId", "Email", "MailingAddress"} <= set(names)


def test_simple_salesforce_reads_the_schema_as_catalogues_do(sf):
    """The queries of OpenMetadata's and DataHub's connectors, made the way they make them."""
    asked = "query/?q=SELECT+Description+FROM+EntityDefinition+WHERE+QualifiedApiName='Contact'"
    assert sf.toolingexecute(asked)["records"][0]["Description"] is None
    asked = "query/?q=SELECT+Description, QualifiedApiName+FROM+FieldDefinition+WHERE+EntityDefinition.QualifiedApiName='Contact'"
    assert {"Email", "MailingAddress"} <= {row["QualifiedApiName"] for row in sf.toolingexecute(asked)["records"]}

    def tooling(soql):
        return sf._call_salesforce("GET", f"{sf.base_url}tooling/query/?q={soql}").json()

    entities = tooling(
        "SELECT DurableId,QualifiedApiName,DeveloperName,Label,PluralLabel,InternalSharingModel,ExternalSharingModel,DeploymentStatus "
        "FROM EntityDefinition WHERE IsCustomizable = true")
    assert (entities["entityTypeName"], entities["size"]) == ("EntityDefinition", len(entities["records"]))
    site = next(row for row in entities["records"] if row["QualifiedApiName"] == "Site__c")
    fields = tooling(
        "SELECT QualifiedApiName,DeveloperName,Label, FieldDefinition.DataType, DataType,FieldDefinition.LastModifiedDate, "
        "FieldDefinition.LastModifiedBy.Username,Precision, Scale, Length, Digits ,FieldDefinition.IsIndexed, IsUnique,IsCompound, "
        "IsComponent, ReferenceTo, FieldDefinition.ComplianceGroup,RelationshipName, IsNillable, FieldDefinition.Description, "
        f"InlineHelpText FROM EntityParticle WHERE EntityDefinitionId='{site['DurableId']}'")["records"]
    told = {row["QualifiedApiName"]: (row["DataType"], row["FieldDefinition"]["DataType"]) for row in fields}
    assert told["Tags__c"] == ("multipicklist", "Picklist (Multi-Select)") and told["Opened__c"] == ("date", "Date")
    parent = next(row for row in fields if row["QualifiedApiName"] == "Account__c")
    assert parent["ReferenceTo"] == {"referenceTo": ["Account"]}
    assert parent["FieldDefinition"]["LastModifiedBy"]["Username"] == USERNAME
    custom = tooling(
        "SELECT DeveloperName,CreatedDate,CreatedBy.Username,InlineHelpText,LastModifiedDate,LastModifiedBy.Username "
        f"FROM CustomField WHERE EntityDefinitionId='{site['DurableId']}'")["records"]
    assert {"Tags", "Opened", "Account"} <= {row["DeveloperName"] for row in custom}
    [made] = tooling(
        "SELECT Description, Language, ManageableState, CreatedDate, CreatedBy.Username, LastModifiedDate, LastModifiedBy.Username "
        f"FROM CustomObject where DeveloperName='{site['DeveloperName']}'")["records"]
    assert made["CreatedBy"]["Username"] == USERNAME


def test_simple_salesforce_sets_passwords(sf):
    from simple_salesforce import Salesforce, SalesforceAuthenticationFailed

    user = sf.query(f"SELECT Id FROM User WHERE Username = '{USERNAME}'")["records"][0]["Id"]
    try:
        sf.set_password(user, "another-password-1")
        Salesforce(username=USERNAME, password="another-password-1", security_token="TOKEN")
        with pytest.raises(SalesforceAuthenticationFailed):
            Salesforce(username=USERNAME, password=PASSWORD, security_token="TOKEN")
    finally:
        sf.set_password(user, PASSWORD)


# sfq


def test_sfq_reads_and_writes(simulator):
    from sfq import SFAuth

    client = SFAuth(
        instance_url="https://acme.my.salesforce.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET,
        refresh_token=REFRESH_TOKEN,
    )
    assert client.query("SELECT Id FROM Contact")["totalSize"] == CONTACTS
    assert len(client.query("SELECT Id FROM Contact")["records"]) == CONTACTS
    both = client.cquery({"a": "SELECT Id FROM Account LIMIT 1", "b": "SELECT count() FROM Contact"})
    assert both["a"]["totalSize"] == 1 and both["b"]["totalSize"] == CONTACTS
    assert client.get_sobject_prefixes()["003"] == "Contact"
    created = client._create("Account", [{"Name": "Sfq One", "Industry": "Energy"}, {"Name": "Sfq Two"}])
    assert [row["success"] for row in created] == ["true", "true"]
    [changed] = client._cupdate({created[0]["id"]: {"Industry": "Banking"}})
    assert changed["compositeResponse"][0]["httpStatusCode"] == 204
    deleted = client.cdelete([row["id"] for row in created])
    assert [row["success"] for row in deleted] == [True, True]


# aiosalesforce


def test_aiosalesforce_reads_and_writes(simulator):
    import httpx
    from aiosalesforce import Salesforce
    from aiosalesforce.auth import ClientCredentialsFlow, SoapLogin
    from aiosalesforce.exceptions import SalesforceError

    async def work(auth):
        async with httpx.AsyncClient() as http:
            client = Salesforce(http, base_url="https://acme.my.salesforce.com", auth=auth, version="60.0")
            rows = [row async for row in client.query("SELECT Id, Name FROM Contact")]
            assert len(rows) == CONTACTS
            id = await client.sobject.create("Account", {"Name": "Aio"})
            await client.sobject.update("Account", id, {"Industry": "Energy"})
            assert (await client.sobject.get("Account", id))["Industry"] == "Energy"
            upserted = await client.sobject.upsert("Account", "A-9", "External_ID__c", {"Name": "Aio nine"})
            assert upserted.created
            async with client.composite.batch(halt_on_error=False) as batch:
                query = batch.query("SELECT Id FROM Account LIMIT 2")
                single = batch.sobject.get("Account", id)
            assert len(query.result["records"]) == 2 and single.result["Id"] == id
            async with client.composite(all_or_none=True) as composite:
                account = composite.sobject.create("Account", {"Name": "Composite"})
                contact = composite.sobject.create(
                    "Contact", {"LastName": "Child", "AccountId": str(account.reference.id)})
            assert (await client.sobject.get("Contact", contact.id))["AccountId"] == account.id
            bulk = await client.bulk_v2.upsert(
                "Account", [{"External_ID__c": f"Q-{n}", "Name": f"Q {n}"} for n in range(20)],
                external_id_field="External_ID__c")
            assert bulk.jobs[0].state == "JobComplete" and not bulk.failed_results
            assert {row["sf__Created"] for row in bulk.successful_results} == {"true"}
            for made in [id, upserted.id, contact.id, account.id] + [row["sf__Id"] for row in bulk.successful_results]:
                await client.sobject.delete("Contact" if made.startswith("003") else "Account", made)
            with pytest.raises(SalesforceError):
                await client.sobject.get("Account", id)

    asyncio.run(work(ClientCredentialsFlow(CLIENT_ID, CLIENT_SECRET)))
    asyncio.run(work(SoapLogin(USERNAME, PASSWORD, "TOKEN")))


# tap-salesforce (Singer)


@pytest.mark.parametrize("api", ["REST", "BULK"])
def test_tap_salesforce_replicates(simulator, tmp_path, api):
    config = {
        "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN,
        "start_date": "2026-01-01T00:00:00Z", "api_type": api, "select_fields_by_default": True,
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    catalog = json.loads(run_tap(simulator, path, "--discover"))
    wanted = [stream for stream in catalog["streams"] if stream["stream"] == "Contact"]
    for entry in wanted[0]["metadata"]:
        if entry["breadcrumb"] == []:
            entry["metadata"]["selected"] = True
    chosen = tmp_path / "catalog.json"
    chosen.write_text(json.dumps({"streams": wanted}))
    messages = [json.loads(line) for line in run_tap(simulator, path, "--properties", chosen).splitlines()]
    records = [message["record"] for message in messages if message["type"] == "RECORD"]
    assert len({record["Id"] for record in records}) >= CONTACTS
    assert messages[-1]["type"] == "STATE"


def run_tap(simulator, config, *arguments):
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import redirect; redirect.install({simulator!r}); "
        "import tap_salesforce.salesforce.bulk as bulk; bulk.BATCH_STATUS_POLLING_SLEEP = 0.2; "
        "import tap_salesforce; tap_salesforce.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(config), *map(str, arguments)],
        capture_output=True, text=True, timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


# salesforce-bulk


def test_salesforce_bulk_speaks_xml(simulator):
    salesforce_bulk = pytest.importorskip("salesforce_bulk")
    import requests

    token = requests.post(
        "https://acme.my.salesforce.com/services/oauth2/token",
        {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    ).json()
    bulk = salesforce_bulk.SalesforceBulk(sessionId=token["access_token"], host="acme.my.salesforce.com", API_version="52.0")
    job = bulk.create_query_job("Contact", contentType="CSV")
    batch = bulk.query(job, "SELECT Id, LastName FROM Contact")
    bulk.close_job(job)
    while not bulk.is_batch_done(batch):
        time.sleep(0.1)
    rows = [line for result in bulk.get_all_results_for_query_batch(batch) for line in result]
    assert len(rows) == CONTACTS + 1
    job = bulk.create_job("Contact", "query", contentType="CSV", pk_chunking=2000)
    whole = bulk.query(job, "SELECT Id FROM Contact WHERE LastName LIKE 'Last%'")
    while {"Queued", "InProgress"} & {batch["state"] for batch in bulk.get_batch_list(job)}:
        time.sleep(0.1)
    cut = {batch["id"]: batch["state"] for batch in bulk.get_batch_list(job)}
    assert cut.pop(whole) == "NotProcessed" and list(cut.values()) == ["Completed"] * 3
    results = [result for batch in cut for result in bulk.get_all_results_for_query_batch(batch, job)]
    assert sum(len(list(result)) - 1 for result in results) == CONTACTS
