// Passkeys: what the browser is asked comes from the server, what it answers goes back in the form it stands in.
(() => {
  'use strict'
  if (!window.PublicKeyCredential || !navigator.credentials) return
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), mark => mark.charCodeAt(0))
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  const known = list => (list || []).map(each => ({ ...each, id: bytes(each.id) }))

  const answered = async options => {
    options.challenge = bytes(options.challenge)
    if (options.user) {
      options.user.id = bytes(options.user.id)
      options.excludeCredentials = known(options.excludeCredentials)
      return navigator.credentials.create({ publicKey: options })
    }
    options.allowCredentials = known(options.allowCredentials)
    return navigator.credentials.get({ publicKey: options })
  }
  const said = made => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) }
    for (const part of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (made.response[part]) response[part] = text(made.response[part])
    }
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response })
  }

  for (const form of document.querySelectorAll('[data-passkey]')) {
    const button = form.querySelector('button')
    form.hidden = false
    form.addEventListener('submit', async event => {
      event.preventDefault()
      form.querySelector('output').textContent = ''
      button.setAttribute('aria-busy', 'true')
      try {
        const token = new URLSearchParams({ csrf_token: form.elements.csrf_token.value })
        const asked = await fetch(form.dataset.passkey, { method: 'POST', body: token })
        form.elements.answer.value = said(await answered(JSON.parse((await asked.json()).options)))
        HTMLFormElement.prototype.submit.call(form)
      } catch {
        button.removeAttribute('aria-busy')
        form.querySelector('output').textContent = button.dataset.otherwise
      }
    })
  }
})()
