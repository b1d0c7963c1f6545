// What neither HTML nor htmx can do. Every page works without this file.
(() => {
  'use strict'
  const root = document.documentElement
  const on = (type, act, early) => document.addEventListener(type, act, early)
  root.classList.add('js')

  // A second tap on a form that is on its way is swallowed; the button is never `disabled`, which would lose focus.
  const free = form => {
    form.removeAttribute('aria-busy')
    form.querySelectorAll('[aria-busy]').forEach(button => button.removeAttribute('aria-busy'))
  }
  on('submit', event => {
    const form = event.target
    if (form.method !== 'post') return
    if (form.hasAttribute('aria-busy')) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    form.setAttribute('aria-busy', 'true')
    if (event.submitter) event.submitter.setAttribute('aria-busy', 'true')
    // A download answers without leaving the page, so nothing else would free its button.
    setTimeout(free, 15000, form)
  }, true)
  on('htmx:afterRequest', event => event.target.closest && event.target.closest('form') && free(event.target.closest('form')))
  addEventListener('pageshow', () => document.querySelectorAll('form[aria-busy]').forEach(free))

  // What the network or the server refused is said once, in the page's own place for news.
  // The page itself stays, with everything that was typed.
  const tell = (id, answer = '') => {
    const news = document.getElementById('kabar')
    if (!news) return
    const notice = document.getElementById(id).content.cloneNode(true)
    const page = new DOMParser().parseFromString(answer, 'text/html')
    const reason = page.getElementById('sebab')
    if (reason) {
      notice.querySelector('.notice__title').textContent = page.querySelector('h1').textContent
      notice.querySelector('.notice__title + *').replaceWith(reason)
    }
    news.replaceChildren(notice)
    news.classList.add('news--now')
  }
  on('htmx:sendError', () => tell('tidak-tersambung'))
  on('htmx:timeout', () => tell('tidak-tersambung'))
  on('htmx:beforeSwap', event => {
    const answer = event.detail
    if (answer.xhr.status === 422 && answer.serverResponse.includes('id="sebab"')) {
      answer.shouldSwap = false
      answer.isError = true
    }
  })
  on('htmx:responseError', event => tell('ditolak', event.detail.xhr.responseText))
  on('htmx:afterOnLoad', event => {
    const news = event.detail.xhr.status < 400 && document.querySelector('.news--now')
    if (news) {
      news.replaceChildren()
      news.classList.remove('news--now')
    }
  })

  // A hidden tab asks nothing; when it is seen again it asks at once.
  on('htmx:beforeRequest', event => {
    if (document.hidden && event.target.hasAttribute('data-poll')) event.preventDefault()
  })
  on('visibilitychange', () => {
    if (!document.hidden) document.querySelectorAll('[data-poll]').forEach(each => htmx.trigger(each, 'visible'))
  })

  // A phone that colleagues share locks itself when nobody touched it for a while; the server would soon do so too.
  const lock = document.querySelector('form[data-lock]')
  if (lock) {
    let timer
    const anew = () => {
      clearTimeout(timer)
      timer = setTimeout(() => lock.requestSubmit(), lock.dataset.lock * 60000)
    }
    ;['pointerdown', 'keydown', 'scroll'].forEach(type => on(type, anew, true))
    anew()
  }

  on('change', event => {
    const box = event.target
    const name = box.dataset.checkAll
    if (name) {
      // Of a form its elements: some stand elsewhere on the page and only belong to it.
      const boxes = box.form ? [...box.form.elements].filter(each => each.name === name) : document.getElementsByName(name)
      boxes.forEach(each => { each.checked = box.checked })
    }
    if (box.type === 'file') chosen(box)
  })

  on('click', event => {
    if (event.target.closest('[data-print]')) print()
    document.querySelectorAll('.account[open]').forEach(menu => menu.contains(event.target) || menu.removeAttribute('open'))
  })
  on('keydown', event => {
    const menu = event.key === 'Escape' && event.target.closest('.account[open], .confirm[open]')
    if (menu) {
      menu.removeAttribute('open')
      menu.querySelector('summary').focus()
    }
  })

  // Typing back a paper: Enter goes on to the next field, and sends from the last.
  on('keydown', event => {
    const form = event.key === 'Enter' && event.target.matches('input') && event.target.closest('form[data-enter-next]')
    if (!form) return
    const fields = [...form.elements].filter(each => each.matches('input:not([type="hidden"])'))
    const next = fields[fields.indexOf(event.target) + 1]
    if (!next) return
    event.preventDefault()
    next.focus()
  })

  // A file dropped anywhere on its zone; the name and size that were chosen.
  const chosen = box => {
    const zone = box.closest('[data-drop]')
    if (!zone) return
    zone.querySelector('output').textContent = [...box.files].map(file =>
      `${file.name} · ${(file.size / 1048576).toLocaleString('id', { maximumFractionDigits: 1, minimumFractionDigits: 1 })} MB`).join(', ')
  }
  ;['dragover', 'dragleave', 'drop'].forEach(type => on(type, event => {
    const zone = event.target.closest && event.target.closest('[data-drop]')
    if (!zone) return
    zone.classList.toggle('drop--over', type === 'dragover')
    if (type === 'dragleave') return
    event.preventDefault()
    if (type === 'drop') {
      const box = zone.querySelector('input')
      box.files = event.dataTransfer.files
      box.dispatchEvent(new Event('change', { bubbles: true }))
    }
  }))
})()
