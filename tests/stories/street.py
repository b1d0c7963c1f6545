"""What an agent does on the street, with a phone that keeps what it cannot send."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.make import people, workers
from tests.stories.visitor import Visitor

FORM = "/perisai/pendaftaran/"
#: All that lies in this browser's stores, as somebody finds it who looks into them.
STORES = """async () => {
  let found = ''
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise(done => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result) })
    for (const store of base.objectStoreNames) {
      const all = await new Promise(done => {
        const r = base.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result) })
      for (const each of all) {
        if (each instanceof CryptoKey) { found += ` key:${each.extractable}`; continue }
        for (const part of [each.said, each.photo]) {
          if (part) found += ' ' + new TextDecoder('latin1').decode(part.sealed)
        }
        found += JSON.stringify(each)
      }
    }
    base.close()
  }
  return found
}"""


def fills_in(agent: Visitor, number: int) -> None:
    said = workers.texts(number)
    agent.fills(re.compile("^NIK"), said["nik"])
    agent.fills(re.compile("^Nama lengkap"), said["name"])
    agent.fills(re.compile("^Nomor HP"), said["phone"])
    agent.chooses(re.compile("^Pekerjaan"), "Pedagang kaki lima")
    agent.ticks(re.compile("^Orangnya sudah menandatangani"))


def is_kept_by_the_phone(agent: Visitor) -> None:
    agent.page.wait_for_function(
        f"async () => !!navigator.serviceWorker.controller && !!(await caches.match('{FORM}'))"
    )


def count(agent: Visitor, waiting: int) -> None:
    expect(agent.page.locator("#antrean [data-slot=count]")).to_have_text(str(waiting))


def registers_without_network(agent: Visitor, number: int) -> None:
    """The phone takes it all the same, shows it to nobody who looks into its stores, and sends it when it can."""
    is_kept_by_the_phone(agent)
    agent.loses_the_network()
    agent.page.reload()
    agent.arrives("Daftarkan peserta")
    fills_in(agent, number)
    agent.presses("Daftarkan")
    agent.sees("Tersimpan di HP ini. Terkirim sendiri begitu ada jaringan.")
    count(agent, 1)
    agent.looks()
    found = agent.page.evaluate(STORES)
    assert "key:false" in found
    assert workers.nik(number).digits not in found
    assert people.name(number) not in found
    agent.finds_the_network()
    agent.sees("Antrean terkirim. Semuanya sudah terdaftar.")
    count(agent, 0)
    assert agent.page.evaluate(STORES) == ""


def asks_for(agent: Visitor, number: int, *, held_by: str) -> None:
    """Somebody who is covered elsewhere already: asked for, and never told where."""
    agent.expects("422")
    fills_in(agent, number)
    agent.presses("Daftarkan")
    agent.sees("Minta pindah ke sini")
    agent.looks()
    agent.sees_not(re.compile(held_by))
    agent.presses("Minta pindah")
    agent.arrives(re.compile(re.escape(people.name(number))))
    agent.sees_not(re.compile(held_by))
