"""Further Salesforce clients, each as its README uses it: REST, both Bulk APIs, SOAP, an ORM.

    pip install -r Tests/clients/requirements-salesforce.txt
    SIMULATOR="crosswalk simulate salesforce" pytest Tests/clients/check_more_clients.py
"""

import asyncio
import datetime
import json
import time

import pytest
from simulated import CLIENT_ID, CLIENT_SECRET, CONTACTS, PASSWORD, REFRESH_TOKEN, USERNAME, checksummed

DOMAIN = "acme.my.salesforce.com"


def account(number):
    """The id of one of the accounts that are there from the start; each check has its own."""
    return checksummed("001", number)


def window():
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    return now - datetime.timedelta(hours=1), now + datetime.timedelta(minutes=1)


# salesforce-api


@pytest.mark.parametrize(
    "credentials",
    [
        {"username": USERNAME, "password": PASSWORD, "security_token": "TOKEN"},
        {"username": USERNAME, "password": PASSWORD, "security_token": "TOKEN", "is_sandbox": True},
        {"username": USERNAME, "password": PASSWORD, "security_token": "TOKEN", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
        {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "domain": "acme"},
    ],
)
def test_salesforce_api_logs_in_every_way(simulator, credentials):
    from salesforce_api import Salesforce

    assert len(Salesforce(**credentials).sobjects.query("SELECT Id FROM Contact")) >= CONTACTS


def test_salesforce_api_reads_and_writes(simulator):
    from salesforce_api import Salesforce, exceptions

    client = Salesforce(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, domain="acme")
    made = client.sobjects.Account.insert({"Name": "Api"})["id"]
    assert client.sobjects.Account.update(made, {"Industry": "Energy"})
    assert client.sobjects.Account.get(made)["Industry"] == "Energy"
    assert client.sobjects.Account.upsert("External_ID__c", "api-1", {"Name": "Api one"})
    assert client.sobjects.Account.delete(made)
    with pytest.raises(exceptions.RestRequestCouldNotBeUnderstoodError, match="No such column 'Nope'"):
        client.sobjects.query("SELECT Nope FROM Account")
    with pytest.raises(exceptions.RestResourceNotFoundError):
        client.tooling.execute_apex("System.debug(1);")
    [upserted] = client.bulk.upsert(
        "Account", [{"External_ID__c": "api-1", "Name": "Api two"}], external_id_field_name="External_ID__c")
    assert upserted.success
    [gone] = client.bulk.delete("Account", [upserted.record_id])
    assert gone.success


# SalesforcePy


def test_salesforcepy_reads_and_writes(simulator):
    import SalesforcePy

    client = SalesforcePy.client(
        username=USERNAME, password=PASSWORD, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, version="48.0")
    assert client.login()[0]["instance_url"] == "https://login.salesforce.com"
    made = client.sobjects(object_type="Account").insert({"Name": "Py"})[0]["id"]
    assert client.sobjects(id=made, object_type="Account").update({"Industry": "Energy"})[1].status == 204
    assert client.query(f"SELECT Industry FROM Account WHERE Id = '{made}'")[0]["records"][0]["Industry"] == "Energy"
    assert client.sobjects(id=made, object_type="Account").delete()[1].status == 204
    assert client.search("FIND {Last4711}")[0]["searchRecords"][0]["attributes"]["type"] == "Contact"
    assert client.query("SELECT Nope FROM Account")[0][0]["errorCode"] == "INVALID_FIELD"
    client.logout()
    assert client.query("SELECT Id FROM Account LIMIT 1")[0][0]["errorCode"] == "INVALID_SESSION_ID"


# sfdclib: enterprise SOAP, Bulk API 1.0


def test_sfdclib_exports_and_writes(simulator):
    from sfdclib import SfdcBulkApi, SfdcSession, SfdcToolingApi

    session = SfdcSession(username=USERNAME, password=PASSWORD, token="TOKEN")
    session.login()
    bulk = SfdcBulkApi(session)
    assert len(bulk.export("Contact", "SELECT Id FROM Contact").splitlines()) > CONTACTS
    assert bulk.upsert("Account", "Name,External_ID__c\nLib,lib-1\n", "External_ID__c")["failed"] == "0"
    assert bulk.update("Account", f"Id,Site\n{account(1)},Lib\nnope,Lib\n")["failed"] == "1"
    rows = SfdcToolingApi(session).anon_query(f"SELECT Site FROM Account WHERE Id = '{account(1)}'")
    assert rows["records"][0]["Site"] == "Lib"


# salesforce-bulk: batches of CSV, JSON and XML


def test_salesforce_bulk_writes(simulator):
    from salesforce_bulk import CsvDictsAdapter, SalesforceBulk

    bulk = SalesforceBulk(username=USERNAME, password=PASSWORD, security_token="TOKEN", API_version="52.0")

    def run(job, rows):
        batch = bulk.post_batch(job, CsvDictsAdapter(iter(rows)))
        bulk.close_job(job)
        while not bulk.is_batch_done(batch):
            time.sleep(0.1)
        return bulk.get_batch_results(batch)

    good, bad = run(
        bulk.create_insert_job("Account", contentType="CSV"),
        [{"Name": "Csv", "External_ID__c": "csv-1"}, {"Name": "", "External_ID__c": "csv-2"}])
    assert (good.success, good.created, bad.success, bad.id) == ("true", "true", "false", "")
    assert bad.error == "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"
    [again] = run(
        bulk.create_upsert_job("Account", external_id_name="External_ID__c", contentType="CSV"),
        [{"Name": "Csv one", "External_ID__c": "csv-1"}])
    assert (again.id, again.created) == (good.id, "false")
    job = bulk.create_query_job("Account", contentType="JSON")
    batch = bulk.query(job, "SELECT Name FROM Account WHERE External_ID__c = 'csv-1'")
    while not bulk.is_batch_done(batch):
        time.sleep(0.1)
    [found] = [json.load(result) for result in bulk.get_all_results_for_query_batch(batch)]
    assert [row["Name"] for row in found] == ["Csv one"]
    [gone] = run(bulk.create_delete_job("Account", contentType="CSV"), [{"Id": good.id}])
    assert gone.success == "true"


def test_salesforce_bulk_writes_and_reads_xml(simulator):
    import xml.etree.ElementTree as ET

    import requests
    from salesforce_bulk import SalesforceBulk

    bulk = SalesforceBulk(username=USERNAME, password=PASSWORD, security_token="TOKEN", API_version="52.0")
    names = {"": bulk.jobNS}

    def finished(job, batch):
        bulk.close_job(job)
        while not bulk.is_batch_done(batch):
            time.sleep(0.1)
        return batch

    job = bulk.create_insert_job("Contact", contentType="XML")
    records = (
        f'<sObjects xmlns="{bulk.jobNS}"><sObject><LastName>Xml &amp; Sons</LastName><Account><sObject>'
        "<External_ID__c>E-2</External_ID__c></sObject></Account></sObject><sObject/></sObjects>")
    batch = finished(job, bulk.post_batch(job, records))
    answer = requests.get(f"{bulk.endpoint}/job/{job}/batch/{batch}/result", headers=bulk.headers())
    results = ET.fromstring(answer.content).findall("result", names)
    assert [result.findtext("success", None, names) for result in results] == ["true", "false"]
    assert results[1].findtext("errors/statusCode", None, names) == "REQUIRED_FIELD_MISSING"
    job = bulk.create_query_job("Contact", contentType="XML")
    batch = finished(job, bulk.query(job, "SELECT LastName, Account.Site FROM Contact WHERE LastName LIKE 'Xml%'"))
    [document] = [ET.fromstring(page.read()) for page in bulk.get_all_results_for_query_batch(batch)]
    [record] = document.findall("records", names)
    assert record.findtext("LastName", None, names) == "Xml & Sons"
    assert record.find("Account/Site", names).get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true"


# pyforce: partner SOAP


def test_pyforce_reads_and_writes(simulator):
    import pyforce

    client = pyforce.PythonClient(serverUrl="https://login.salesforce.com/services/Soap/u/41.0")
    login = client.login(USERNAME, PASSWORD + "TOKEN")
    assert login["userInfo"]["userFullName"] == client.getUserInfo()["userFullName"] == "Ada Admin"
    page = client.query("SELECT Id, LastName, CreatedDate FROM Contact ORDER BY Id")
    names = [record["LastName"] for record in page]
    while not page.done:
        page = client.queryMore(page.queryLocator)
        names += [record["LastName"] for record in page]
    assert len(names) >= CONTACTS and names[:2] == ["Last0", "Last1"]
    good, bad = client.create([{"type": "Account", "Name": "Force"}, {"type": "Account", "Industry": "Energy"}])
    assert good["success"] and bad["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    assert client.update({"type": "Account", "Id": good["id"], "NumberOfEmployees": 12})[0]["success"]
    [row] = client.retrieve("Id,Name,NumberOfEmployees", "Account", [good["id"]])
    assert (row["Name"], row["NumberOfEmployees"]) == ("Force", 12)
    assert client.upsert("External_ID__c", {"type": "Account", "External_ID__c": "force-1", "Name": "F"})[0]["created"]
    assert good["id"] in client.getUpdated("Account", *window())
    assert client.delete(good["id"])[0]["success"]
    assert good["id"] in [entry["id"] for entry in client.getDeleted("Account", *window())]
    assert {"Account", "Contact"} <= {entry.name for entry in client.describeGlobal()["sobjects"]}
    fields = client.describeSObjects("Contact")[0].fields
    assert fields["AccountId"].referenceTo == ["Account"] and fields["Email"].type == "email"
    with pytest.raises(pyforce.SoapFaultError, match="No such column 'Nope'"):
        client.query("SELECT Nope FROM Account")
    client.logout()
    with pytest.raises(pyforce.SessionTimeoutError):
        client.getUserInfo()


# sf-toolkit


def test_sf_toolkit_reads_and_writes(simulator):
    from sf_toolkit import BlobData, BlobField, SalesforceClient, SObject
    from sf_toolkit.auth import client_credentials_flow_login
    from sf_toolkit.data.fields import IdField, IntField, TextField
    from sf_toolkit.data.query_builder import select
    from sf_toolkit.data.sobject import SObjectList
    from sf_toolkit.io import api

    class Account(SObject):
        Id = IdField()
        Name = TextField()
        External_ID__c = TextField()
        NumberOfEmployees = IntField()

    class ContentVersion(SObject):
        Id = IdField()
        Title = TextField()
        PathOnClient = TextField()
        VersionData = BlobField()

    with SalesforceClient(login=client_credentials_flow_login(CLIENT_ID, CLIENT_SECRET, DOMAIN)) as client:
        some = select(Account).where(NumberOfEmployees__lt=10).execute().as_list()
        assert {row.Name for row in some} >= {f'Firm {n} & Söhne, "Ltd"' for n in range(2, 5)}
        one = Account(Name="Tool")
        api.save(one)
        offer = ContentVersion(Title="Offer", PathOnClient="offer.bin", VersionData=BlobData(b"\x00\xff\n", "offer.bin"))
        api.save(offer)
        sent = client.get(f"{client.sobjects_url}/ContentVersion/{offer.Id}/VersionData").content
        assert sent == b"\x00\xff\n"
        one.Name = "Toolkit"
        api.save_update(one)
        assert api.fetch(Account, one.Id).Name == "Toolkit"
        api.delete(one)
        many = SObjectList([Account(Name=f"Tool {n}", External_ID__c=f"tool-{n}") for n in range(250)])
        assert all(result.success for result in api.save_insert_list(many))
        assert len(api.fetch_list(Account, *[row.Id for row in many])) == 250
        for row in many:
            row.Name += " again"
        assert all(result.success for result in api.save_upsert_list(many, "External_ID__c"))
        assert all(result.success for result in api.delete_list(many))


# aio-sf


def test_aio_sf_reads_and_writes(simulator):
    from aio_sf import ClientCredentialsAuth, SalesforceClient

    async def work():
        auth = ClientCredentialsAuth(
            client_id=CLIENT_ID, client_secret=CLIENT_SECRET, instance_url=f"https://{DOMAIN}")
        async with SalesforceClient(auth_strategy=auth) as client:
            assert auth.expires_at > time.time() + 3600
            assert (await client.describe.sobject("Contact"))["name"] == "Contact"
            assert (await client.describe.get_organization_info())["Name"] == "Crosswalk Rehearsal"
            rows = [row async for row in await client.query.soql("SELECT Id FROM Contact")]
            assert len(rows) >= CONTACTS
            made = await client.collections.insert([{"Name": f"Aio {n}"} for n in range(450)], sobject_type="Account")
            ids = [result["id"] for result in made]
            changed = await client.collections.update([{"Id": id, "Site": "x"} for id in ids], sobject_type="Account")
            gone = await client.collections.delete(ids)
            assert [result["id"] for result in changed] == [result["id"] for result in gone] == ids

    asyncio.run(work())


# fondat-salesforce: typed records of what it is told, deflated requests


def test_fondat_reads_by_bulk_jobs(simulator):
    import aiohttp
    from fondat.salesforce.bulk import SObjectQuery
    from fondat.salesforce.client import Client
    from fondat.salesforce.jobs import queries_resource
    from fondat.salesforce.limits import limits_resource
    from fondat.salesforce.oauth import password_authenticator
    from fondat.salesforce.sobjects import sobjects_metadata_resource

    async def work():
        authenticate = password_authenticator(
            endpoint="https://login.salesforce.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, username=USERNAME,
            password=PASSWORD)
        async with aiohttp.ClientSession() as session:
            client = await Client.create(session=session, version="57.0", authenticate=authenticate)
            assert (await limits_resource(client).get())["DailyApiRequests"].Remaining > 0
            contact = await sobjects_metadata_resource(client)["Contact"].describe()
            async with SObjectQuery(client, contact, page_size=2000) as query:
                assert len([row async for row in query]) >= CONTACTS
            jobs = queries_resource(client)
            made = await jobs.post("query", "SELECT Id FROM Contact")
            while (await jobs[made.id].get()).state != "JobComplete":
                await asyncio.sleep(0.1)
            [listed] = [job for job in (await jobs.get()).items if job.id == made.id]
            assert (listed.state, listed.jobType) == ("JobComplete", "V2Query")
            await jobs[made.id].delete()
            assert made.id not in [job.id for job in (await jobs.get()).items]

    asyncio.run(work())


# aiosfstream-ng: its logins; the Streaming API itself is not there


def test_aiosfstream_logs_in(simulator):
    from aiosfstream_ng.auth import PasswordAuthenticator, RefreshTokenAuthenticator
    from aiosfstream_ng.exceptions import AuthenticationError

    async def work():
        by_password = PasswordAuthenticator(CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD)
        by_token = RefreshTokenAuthenticator(CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN)
        for authenticator in (by_password, by_token):
            await authenticator.authenticate()
            assert authenticator.instance_url == "https://login.salesforce.com"
        with pytest.raises(AuthenticationError) as refusal:
            await PasswordAuthenticator(CLIENT_ID, CLIENT_SECRET, USERNAME, "wrong").authenticate()
        assert refusal.value.args[1] == {"error": "invalid_grant", "error_description": "authentication failure"}

    asyncio.run(work())


# django-salesforce


@pytest.fixture(scope="module")
def orm(simulator):
    import django
    from django.conf import settings

    salesforce = {
        "ENGINE": "salesforce.backend", "CONSUMER_KEY": CLIENT_ID, "CONSUMER_SECRET": CLIENT_SECRET, "USER": USERNAME,
        "PASSWORD": PASSWORD, "HOST": "https://login.salesforce.com",
    }
    settings.configure(
        SECRET_KEY="x", INSTALLED_APPS=["salesforce"], USE_TZ=True, DATABASE_ROUTERS=["salesforce.router.ModelRouter"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}, "salesforce": salesforce})
    django.setup()
    from salesforce import models

    class Account(models.SalesforceModel):
        name = models.CharField(max_length=255, db_column="Name")
        industry = models.CharField(max_length=40, db_column="Industry", null=True)
        employees = models.IntegerField(db_column="NumberOfEmployees", null=True)
        created = models.DateTimeField(db_column="CreatedDate", sf_read_only=models.READ_ONLY)

        class Meta:
            app_label, db_table, managed = "salesforce", "Account", False

    class Contact(models.SalesforceModel):
        account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, db_column="AccountId", null=True)
        last_name = models.CharField(max_length=80, db_column="LastName")

        class Meta:
            app_label, db_table, managed = "salesforce", "Contact", False

    return Account, Contact


def test_django_salesforce_reads(orm):
    from django.db.models import Count, Max, Q

    Account, Contact = orm
    assert len(Contact.objects.all()) >= CONTACTS
    largest = Account.objects.filter(name__startswith="Firm 1", employees__gt=5).order_by("-employees")
    assert [row.employees for row in largest[:3]] == [199, 198, 197]
    either = Account.objects.filter(Q(employees=7) | Q(name__contains="%_'\\")).exclude(industry__isnull=True)
    assert [row.employees for row in either] == [7]
    pair = Contact.objects.filter(account__employees=12, last_name="Last512").values_list("last_name", "account__name")
    assert list(pair) == [("Last512", 'Firm 12 & Söhne, "Ltd"')]
    assert Account.objects.filter(pk__in=Contact.objects.filter(last_name="Last5").values("account_id")).count() == 1
    assert Account.objects.filter(name__startswith="Firm").aggregate(Max("employees")) == {"employees__max": 499}
    groups = Account.objects.filter(name__startswith="Firm").values("industry").annotate(n=Count("pk"))
    assert {"Banking"} <= {group["industry"] for group in groups}


def test_django_salesforce_writes(orm):
    Account, _ = orm
    one = Account(name="Dj ö\n'\"", employees=3)
    one.save()
    one.industry = "Energy"
    one.save()
    read = Account.objects.get(pk=one.pk)
    assert (read.name, read.industry, read.employees) == ("Dj ö\n'\"", "Energy", 3) and read.created.tzinfo
    Account.objects.bulk_create([Account(name=f"Dj many {n}") for n in range(250)])
    many = Account.objects.filter(name__startswith="Dj many")
    assert many.count() == 250 and many.filter(name__endswith=" 7").update(industry="Energy") == 1
    for part in range(0, 250, 200):
        for row in list(many[:200]):
            row.delete()
    one.delete()
    assert not Account.objects.filter(name__startswith="Dj").exists()
    with pytest.raises(Exception, match="REQUIRED_FIELD_MISSING"):
        Account(name="").save()
