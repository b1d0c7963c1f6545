// The camera as a reader of QR codes, where the browser has one. Elsewhere a photograph or the keyboard does the same.
(() => {
  'use strict'
  const place = document.querySelector('[data-scan]')
  if (!place || !('BarcodeDetector' in window) || !navigator.mediaDevices) return
  const [start, stop] = place.querySelectorAll('button')
  const video = place.querySelector('video')
  const field = document.getElementById(place.dataset.scan)
  const said = place.querySelector('output')
  let stream = null

  const end = () => {
    if (stream) stream.getTracks().forEach(track => track.stop())
    stream = null
    video.hidden = stop.hidden = true
    start.hidden = false
  }
  const look = async detector => {
    if (!stream) return
    const found = await detector.detect(video).catch(() => [])
    if (!found.length) return setTimeout(look, 200, detector)
    end()
    field.value = found[0].rawValue.slice(0, 200)
    said.textContent = 'Kode terbaca. Isi waktu kecelakaan, lalu periksa.'
    field.focus()
  }
  start.addEventListener('click', async () => {
    said.textContent = ''
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    } catch {
      said.textContent = 'Kamera tidak dapat dibuka. Kirim fotonya, atau ketik nomornya.'
      return
    }
    video.srcObject = stream
    video.hidden = stop.hidden = false
    start.hidden = true
    await video.play()
    look(new BarcodeDetector({ formats: ['qr_code'] }))
  })
  stop.addEventListener('click', end)
  addEventListener('pagehide', end)
  place.hidden = false
})()
