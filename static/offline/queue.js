// Registrations that wait for a network: kept sealed on this phone, each under the name of who filled it in, sent one
// by one under its own key. Without this file the page is an ordinary form.
(() => {
  'use strict'
  const panel = document.getElementById('antrean')
  const form = document.getElementById('pendaftaran')
  if (!panel || !form || !window.indexedDB || !window.crypto || !crypto.subtle) return
  const { owner, answered, home, pass, worker } = panel.dataset
  const hours = +panel.dataset.hours
  // When no PIN opens this shared phone any more: nothing is kept past it.
  const closes = +panel.dataset.until || 0
  const NAME = `antrean-${owner}`
  // What went because it was too old leaves an empty store of this name (worker.js too), until that was told.
  const LOST = `lewat-${NAME}`
  const HOUR = 3600000
  // A registration goes up within this time on the weakest network, or it is tried again later.
  const PATIENCE = 30000
  const slot = (name, inside = panel) => inside.querySelector(`[data-slot="${name}"]`)
  const button = (name, inside = panel) => inside.querySelector(`[data-do="${name}"]`)
  const bytes = text => new TextEncoder().encode(text)

  // Where they are kept. The database is there only while something waits, so that its name alone says so.
  const asked = request => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
  const names = async () => indexedDB.databases ? (await indexedDB.databases()).map(each => each.name) : [NAME]
  const there = async () => (await names()).includes(NAME)
  const within = async (mode, act) => {
    const opening = indexedDB.open(NAME, 1)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('keys')
      opening.result.createObjectStore('items', { keyPath: 'id' })
    }
    const base = await asked(opening)
    try {
      const work = base.transaction(['keys', 'items'], mode)
      const kept = new Promise((done, failed) => {
        work.oncomplete = done
        work.onabort = () => failed(work.error)
      })
      const found = await asked(act(work))
      await kept
      return found
    } finally {
      base.close()
    }
  }
  const items = async () => {
    if (!await there()) return []
    const all = await within('readonly', work => work.objectStore('items').getAll())
    const fresh = []
    for (const each of all) {
      const age = (Date.now() - each.at) / HOUR
      // An age nobody can have is a clock that was set: the hours begin anew.
      if (age < 0 || age >= 720) {
        const anew = { ...each, at: Date.now(), until: end(Date.now()) }
        await put(anew)
        fresh.push(anew)
      } else if (Date.now() > each.until) {
        await drop(each.id)
        const mark = await asked(indexedDB.open(LOST + each.id))
        mark.close()
      } else fresh.push(each)
    }
    return fresh.sort((one, other) => one.at - other.at)
  }
  // Where the phone's clock is far from ours, the hours alone count.
  const end = at => closes > at && closes < at + hours * HOUR ? closes : at + hours * HOUR
  const put = item => within('readwrite', work => work.objectStore('items').put(item))
  const drop = async id => {
    if (!await there()) return
    await within('readwrite', work => work.objectStore('items').delete(id))
    if (!await within('readonly', work => work.objectStore('items').count())) await wipe()
  }
  const wipe = () => asked(indexedDB.deleteDatabase(NAME))

  // Sealed with a key that this browser gives to nobody, for this person and this registration only.
  const key = async () => {
    const known = await within('readonly', work => work.objectStore('keys').get('key'))
    if (known) return known
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    await within('readwrite', work => work.objectStore('keys').add(made, 'key'))
    return made
  }
  const how = (id, iv) => ({ name: 'AES-GCM', iv, additionalData: bytes(`${owner} ${id}`) })
  const seal = async (id, plain) => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { iv, sealed: await crypto.subtle.encrypt(how(id, iv), await key(), plain) }
  }
  const unseal = async (id, { iv, sealed }) => crypto.subtle.decrypt(how(id, iv), await key(), sealed)
  const keep = async (said, photo, at = Date.now()) => {
    const item = { id: said.fields._key, at, until: end(at), refused: Boolean(said.faults) }
    item.said = await seal(item.id, bytes(JSON.stringify(said)))
    if (photo) item.photo = await seal(item.id, photo)
    await put(item)
    return item
  }
  const read = async item => ({
    said: JSON.parse(new TextDecoder().decode(await unseal(item.id, item.said))),
    photo: item.photo && await unseal(item.id, item.photo)
  })

  // What the page says.
  const tell = what => {
    slot('news').textContent = what ? panel.querySelector(`[data-say="${what}"]`).textContent : ''
    if (what) panel.hidden = false
  }
  const pattern = slot('row')
  let lost = 0
  const show = async () => {
    const all = await items()
    for (const name of await names()) {
      if (!name.startsWith(LOST)) continue
      indexedDB.deleteDatabase(name)
      slot('lost').textContent = ++lost
      slot('lost').parentNode.hidden = false
    }
    const list = slot('items')
    list.replaceChildren()
    slot('count').textContent = all.length
    panel.hidden = !all.length && !lost && !slot('news').textContent
    button('send').hidden = !all.length
    for (const item of all) {
      const { said } = await read(item)
      const row = pattern.cloneNode(true)
      slot('name', row).textContent = said.fields.name
      slot('when', row).textContent = new Date(item.at).toLocaleTimeString('id', { hour: '2-digit', minute: '2-digit' })
      for (const fault of said.faults || []) {
        const line = document.createElement('li')
        line.textContent = fault
        slot('faults', row).append(line)
      }
      button('open', row).onclick = () => open(item)
      button('drop', row).onclick = async () => {
        await drop(item.id)
        tell()
        await show()
      }
      list.append(row)
    }
    return all.length
  }

  // Sending. One: what became of it, "done" with `to`, "refused" with `faults`, or why it has to wait.
  const post = async ({ said, photo }, token, alone) => {
    const body = new FormData()
    Object.entries(said.fields).forEach(([name, text]) => body.append(name, text))
    body.set('csrf_token', token)
    if (!alone) body.set('_antrean', '1')
    if (photo) body.append('photo', new Blob([photo]), 'ktp.jpg')
    const stop = new AbortController()
    const late = setTimeout(() => stop.abort(), PATIENCE)
    let answer
    let text
    try {
      answer = await fetch(said.action, { method: 'POST', body, signal: stop.signal, headers: { 'HX-Request': 'true' } })
      text = await answer.text()
    } catch (gone) {
      return { what: 'offline' }
    } finally {
      clearTimeout(late)
    }
    if (answer.status === 204) {
      const to = new URL(answer.headers.get('HX-Redirect'), location).pathname
      return to.startsWith(home) ? { what: 'done', to } : { what: 'signed_out' }
    }
    if ([403, 413, 422].includes(answer.status)) {
      const told = new DOMParser().parseFromString(text, 'text/html').querySelectorAll('#ditolak-karena li, h1, #sebab')
      return { what: 'refused', faults: [...told].map(each => each.textContent) }
    }
    if (answer.status === 409) return { what: 'refused', faults: [panel.querySelector('[data-say="conflict"]').textContent] }
    return { what: answer.status === 400 ? 'stale' : answer.status < 500 && answer.status !== 429 ? 'other' : 'later' }
  }
  // Who is signed in now, and a token to send under; or why nothing can be sent.
  const now = async () => {
    let answer
    try {
      answer = await fetch(pass, { headers: { 'HX-Request': 'true' } })
    } catch (gone) {
      return { what: 'offline' }
    }
    if (answer.status === 204) return { what: 'signed_out' }
    if (!answer.ok) return { what: answer.status < 500 ? 'other' : 'later' }
    const found = await answer.json()
    return found.owner === owner ? found : { what: 'other' }
  }
  let busy = false
  const send = async () => {
    if (busy) return
    busy = true
    try {
      const waiting = (await items()).filter(each => !each.refused)
      if (!waiting.length) return
      if (!navigator.onLine) return tell('offline')
      tell('sending')
      const found = await now()
      if (found.what) return tell(found.what)
      let outcome = 'sent'
      for (const item of waiting) {
        const kept = await read(item)
        const became = await post(kept, found.token)
        if (became.what === 'done') await drop(item.id)
        else if (became.what === 'refused') {
          outcome = 'refused'
          await keep({ ...kept.said, faults: became.faults }, kept.photo, item.at)
        } else return tell(became.what === 'stale' ? 'signed_out' : became.what)
      }
      tell(outcome)
    } finally {
      busy = false
      await show()
    }
  }

  const free = () => form.querySelectorAll('[aria-busy]').forEach(each => each.removeAttribute('aria-busy')) || form.removeAttribute('aria-busy')
  const anew = () => {
    form.reset()
    form.elements._key.value = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`
    free()
  }
  const waits = async what => {
    anew()
    tell(what)
    await show()
    slot('news').focus()
  }
  const typed = () => {
    const fields = {}
    for (const [name, text] of new FormData(form)) if (typeof text === 'string' && name !== 'csrf_token') fields[name] = text
    const [photo] = form.elements.photo.files
    return { fields, photo }
  }
  form.addEventListener('submit', async event => {
    const pressed = event.submitter
    const asks = pressed && pressed.formNoValidate
    if (asks && navigator.onLine) return
    event.preventDefault()
    if (asks) {
      free()
      return tell('price')
    }
    const { fields, photo } = typed()
    if (!navigator.onLine && fields.nik.replace(/\D/g, '').length !== 16) {
      free()
      tell('digits')
      form.elements.nik.focus()
      return
    }
    const action = pressed && pressed.hasAttribute('formaction') ? pressed.formAction : form.action
    const said = { action: new URL(action).pathname, fields }
    let item
    try {
      // Kept before it is sent: whatever happens on the way, it is there.
      item = await keep(said, photo && await photo.arrayBuffer())
    } catch (full) {
      tell('full')
      if (navigator.onLine) native(action)
      return
    }
    if (!navigator.onLine) return waits('kept')
    let became = await post(await read(item), form.elements.csrf_token.value, true)
    if (became.what === 'stale') {
      const found = await now()
      became = found.what ? found : await post(await read(item), found.token, true)
    }
    if (became.what === 'done') {
      await drop(item.id)
      location.assign(became.to)
    } else if (became.what === 'refused') {
      await keep({ ...said, faults: became.faults }, photo && await photo.arrayBuffer(), item.at)
      native(action)
    } else waits(became.what === 'stale' ? 'signed_out' : became.what)
  })
  // The whole page with each fault at its field, as without this file.
  const native = action => {
    form.action = action
    form.submit()
  }
  const open = async item => {
    const { said, photo } = await read(item)
    form.reset()
    for (const [name, text] of Object.entries(said.fields)) {
      const field = form.elements[name]
      if (!field) continue
      if (field.type === 'checkbox') field.checked = true
      else field.value = text
    }
    if (photo) choose(form.elements.photo, new File([photo], 'ktp.jpg', { type: 'image/jpeg' }))
    const found = navigator.onLine ? await now() : { what: 'offline' }
    if (found.what) {
      tell(found.what === 'offline' ? '' : found.what)
      form.elements.nik.focus()
      return
    }
    form.elements.csrf_token.value = found.token
    native(said.action)
  }

  // A photograph is made small before it costs anything to send. What cannot be opened here is sent as it is.
  const made = new WeakSet()
  const choose = (box, file) => {
    const chosen = new DataTransfer()
    chosen.items.add(file)
    made.add(file)
    box.files = chosen.files
    box.dispatchEvent(new Event('change', { bubbles: true }))
  }
  form.elements.photo.addEventListener('change', async event => {
    const box = event.target
    const [file] = box.files
    if (!file || made.has(file)) return
    try {
      const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
      const scale = Math.min(1, 1400 / Math.max(picture.width, picture.height))
      const canvas = document.createElement('canvas')
      canvas.width = picture.width * scale
      canvas.height = picture.height * scale
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
      const small = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.75))
      if (small && box.files[0] === file) choose(box, new File([small], 'ktp.jpg', { type: 'image/jpeg' }))
    } catch (unopened) { /* the server says why */ }
  })

  // Leaving with something unsent asks first (app.js leads here).
  const signOut = document.querySelector('form[data-forget]')
  const leaving = async () => {
    if (location.hash !== '#keluar' || !signOut) return
    if (!(await items()).length) return signOut.requestSubmit()
    tell('leaving')
    button('leave').hidden = false
    slot('news').focus()
  }
  button('leave').onclick = async () => {
    await wipe()
    signOut.requestSubmit()
  }
  button('send').onclick = send

  const others = async () => {
    if ((await names()).some(name => name.startsWith('antrean-') && name !== NAME) && !slot('news').textContent) tell('others')
  }
  const begin = async () => {
    // Refused a moment ago: what is sent from this page takes the place of what is kept.
    if (answered && (await items()).some(each => each.id === answered)) form.elements._key.value = answered
    await show()
    await send()
    await leaving()
    await others()
    if (!navigator.onLine) tell('offline')
    if (!navigator.serviceWorker) return
    // Whoever opens the page wants to type: the copy for where there is no network is made when the phone has time.
    await new Promise(done => (self.requestIdleCallback || setTimeout)(done))
    await navigator.serviceWorker.register(worker, { scope: home })
    if (navigator.serviceWorker.controller || !navigator.onLine) return
    const files = [...document.querySelectorAll('link[href^="/static/"], script[src^="/static/"]')].map(each => each.href || each.src)
    await (await caches.open('perisai')).addAll([form.getAttribute('action'), ...files, document.querySelector('use').getAttribute('href').split('#')[0]])
  }
  if (closes > Date.now()) setTimeout(show, closes - Date.now() + 1000)
  addEventListener('online', send)
  addEventListener('hashchange', leaving)
  begin().catch(() => {})
})()
