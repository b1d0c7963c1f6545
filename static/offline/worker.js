// Gives the registration page back where there is no network; what was typed there is kept by queue.js, not here.
// What is kept past its time is wiped, whoever uses the phone by then.
'use strict'
const HOME = new URL(registration.scope).pathname
const FORM = `${HOME}pendaftaran/`
const CACHE = 'perisai'
const asked = request => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result)
  request.onerror = () => failed(request.error)
})

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(clients.claim()))

self.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(navigated(event, url))
  else if (url.pathname.startsWith('/static/')) event.respondWith(fixed(request))
})

// The network first: a page that was kept is only for where there is none.
const navigated = async (event, url) => {
  event.waitUntil(swept().catch(() => {}))
  try {
    const answer = await fetch(event.request)
    event.waitUntil(minded(answer.clone(), url))
    return answer
  } catch (gone) {
    const kept = await caches.match(FORM, { ignoreVary: true })
    if (!kept) return unreachable()
    return url.pathname === FORM ? kept : Response.redirect(FORM, 302)
  }
}

// Of somebody who signed out, or whose copy was not made yet, nothing is kept.
const unreachable = () => new Response(
  `<!doctype html><html lang=id><meta charset=utf-8><meta name=viewport content=width=device-width>
<title>Tidak ada jaringan · Gandeng</title><body style="font:18px sans-serif;margin:2rem"><h1>Tidak ada jaringan</h1>
<p>Yang tersimpan di HP ini tetap ada.<p><a href="">Coba lagi</a>`,
  { status: 503, headers: { 'Content-Type': 'text/html' } })

// The form as it is now; and none that was opened for somebody else than who uses the phone now.
const minded = async (answer, url) => {
  const person = answer.headers.get('Gandeng-Person')
  if (!person) return
  const cache = await caches.open(CACHE)
  const kept = await cache.match(FORM, { ignoreVary: true })
  if (url.pathname === FORM && !url.search && answer.status === 200) await cache.put(FORM, answer)
  else if (kept && kept.headers.get('Gandeng-Person') !== person) await cache.delete(FORM, { ignoreVary: true })
}

// Names of these files tell their content, so one that is kept is never stale.
const fixed = async request => {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request, { ignoreVary: true })
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

const swept = async () => {
  if (!indexedDB.databases) return
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('antrean-')) continue
    const base = await asked(indexedDB.open(name))
    try {
      const items = base.transaction('items', 'readwrite').objectStore('items')
      const all = await asked(items.getAll())
      const old = all.filter(each => {
        const age = Date.now() - each.at
        return Date.now() > each.until && age >= 0 && age < 2592e6
      })
      for (const each of old) {
        items.delete(each.id)
        indexedDB.open(`lewat-${name}${each.id}`).onsuccess = ({ target }) => target.result.close()
      }
      if (old.length && old.length === all.length) indexedDB.deleteDatabase(name)
    } finally {
      base.close()
    }
  }
}
